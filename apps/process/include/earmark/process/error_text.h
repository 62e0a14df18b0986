#pragma once

#include <string>
#include <system_error>

namespace earmark {

/// What the system refused, as a sentence for a user: "cannot use PATH: Permission denied" where
/// the error names a path, else its own words.
[[nodiscard]] std::string error_text(const std::system_error& error);

}  // namespace earmark
