#pragma once

#include <cstddef>
#include <cstdint>

namespace earmark::plot {

/// A colour of the sRGB space, opaque.
struct Colour {
  std::uint8_t r = 0;
  std::uint8_t g = 0;
  std::uint8_t b = 0;

  /// From 0xRRGGBB.
  [[nodiscard]] static constexpr Colour of(std::uint32_t rgb) {
    return {static_cast<std::uint8_t>(rgb >> 16U & 0xFFU),
            static_cast<std::uint8_t>(rgb >> 8U & 0xFFU), static_cast<std::uint8_t>(rgb & 0xFFU)};
  }

  friend bool operator==(const Colour&, const Colour&) = default;
};

/// `share` of the way from one colour to another, in [0, 1], channel by channel.
[[nodiscard]] Colour mixed(Colour from, Colour to, double share);

/// Relative luminance as WCAG 2 defines it, in [0, 1].
[[nodiscard]] double luminance(Colour colour);

/// Contrast of two colours as WCAG 2 defines it, in [1, 21].
[[nodiscard]] double contrast(Colour a, Colour b);

}  // namespace earmark::plot
