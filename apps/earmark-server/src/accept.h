#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

namespace earmark::server {

/// Which of the offered media types an Accept header prefers: the first offer of the highest
/// quality. None where it takes none of them; an empty header takes all.
[[nodiscard]] std::optional<std::size_t> preferred(std::string_view accept,
                                                   std::span<const std::string_view> offers);

/// Whether the header names the type itself, not by "*".
[[nodiscard]] bool names(std::string_view accept, std::string_view type);

}  // namespace earmark::server
