#include "earmark/plot/colour_map.h"

#include <algorithm>
#include <cmath>

#include "colour_map_tables.h"

namespace earmark::plot {
namespace {

// Okabe and Ito's blue and vermilion, about equally dark.
constexpr Colour kLow = Colour::of(0x0072b2);
constexpr Colour kMiddle = Colour::of(0xf7f7f7);
constexpr Colour kHigh = Colour::of(0xd55e00);

Colour diverging(double share) {
  return share < 0.5 ? mixed(kLow, kMiddle, 2 * share) : mixed(kMiddle, kHigh, 2 * share - 1);
}

}  // namespace

Colour colour_at(ColourMap map, double share) {
  const double inside = share > 0 ? std::min(share, 1.0) : 0.0;  // NaN too is the lower end
  if (map == ColourMap::kDiverging) {
    return diverging(inside);
  }
  const auto& table = map == ColourMap::kMagma ? kMagma : kViridis;
  // As matplotlib: 256 steps of equal width.
  return Colour::of(table.at(std::min<std::size_t>(255, static_cast<std::size_t>(inside * 256))));
}

}  // namespace earmark::plot
