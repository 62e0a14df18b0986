#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace earmark::plot {

/// Width and height that a PNG's header claims; 0 and 0 where it is none.
struct PngSize {
  std::size_t width = 0;
  std::size_t height = 0;
};

inline PngSize png_size(std::string_view bytes) {
  constexpr std::string_view kSignature{"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16};
  if (!bytes.starts_with(kSignature) || bytes.size() < 24) {
    return {};
  }
  const auto number = [&](std::size_t at) {
    std::size_t value = 0;
    for (std::size_t i = at; i < at + 4; ++i) {
      value = value << 8U | static_cast<std::uint8_t>(bytes[i]);
    }
    return value;
  };
  return {number(16), number(20)};
}

}  // namespace earmark::plot
