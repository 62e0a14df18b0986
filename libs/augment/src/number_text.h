#pragma once

#include <array>
#include <charconv>
#include <string>

namespace earmark::augment {

/// "0.5", "44100": at most six digits, no more than needed.
inline std::string number_text(double value) {
  std::array<char, 32> text{};
  const auto end =
      std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::general, 6);
  return {text.data(), end.ptr};
}

}  // namespace earmark::augment
