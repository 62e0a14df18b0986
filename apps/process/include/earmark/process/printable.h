#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace earmark {

/// A code point of a text and the bytes that spell it.
struct Glyph {
  static constexpr char32_t kBad = 0xFFFFFFFF;  ///< one byte that is not UTF-8

  char32_t code = kBad;
  std::string_view bytes;
};

/// The text in such parts, which point into it.
[[nodiscard]] std::vector<Glyph> glyphs(std::string_view text);

/// What can be shown of what others wrote, such as a file's name: control characters, and bytes
/// that are not UTF-8, as "?".
[[nodiscard]] std::string printable(std::string_view text);

}  // namespace earmark
