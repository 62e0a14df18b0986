#pragma once

#include "earmark/plot/colour.h"

namespace earmark::plot {

/// How a number becomes a colour that everyone can rank, whatever colours they see: magma and
/// viridis rise evenly in lightness (matplotlib, by Nathaniel Smith and Stefan van der Walt, CC0);
/// kDiverging goes from blue over near-white to vermilion, with its middle at one half.
enum class ColourMap { kMagma, kViridis, kDiverging };

/// @param share  place in the map; outside [0, 1] the nearest end, NaN the lower one
[[nodiscard]] Colour colour_at(ColourMap map, double share);

}  // namespace earmark::plot
