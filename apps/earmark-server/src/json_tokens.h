#pragma once

#include <cstddef>
#include <span>

namespace earmark::server {

/// Whether a text, a number or the blanks before one take more than max_bytes.
///
/// nlohmann::json keeps the bytes since the last token, and where it meets an error writes each
/// control character among them with eight, in several copies: of 200 MB of line breaks it makes 7
/// GB. In what is no JSON the bytes up to the first error are judged as the parser would.
[[nodiscard]] bool has_long_token(std::span<const std::byte> json, std::size_t max_bytes);

}  // namespace earmark::server
