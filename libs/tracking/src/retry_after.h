#pragma once

#include <optional>
#include <string_view>

namespace earmark::tracking {

/// The seconds of a header's line "Retry-After: 3"; none where it is another header, names a date,
/// or no time that one can wait.
[[nodiscard]] std::optional<double> retry_after_of(std::string_view header);

}  // namespace earmark::tracking
