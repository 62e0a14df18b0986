#pragma once

#include <array>

#include "earmark/plot/colour.h"
#include "earmark/plot/picture.h"

namespace earmark::plot {

/// The colours of a theme.
struct Palette {
  Colour background;
  Colour area;  ///< behind lines and bars
  Colour text;
  Colour faint_text;
  Colour frame;
  Colour grid;
  Colour accent;  ///< Okabe and Ito's blue, light or dark enough
  Colour faint_accent;
  Colour full;                  ///< of a matrix cell that holds all
  std::array<Colour, 8> lines;  ///< told apart by all eyes: Okabe and Ito (2008)
};

[[nodiscard]] const Palette& palette_of(Theme theme);

}  // namespace earmark::plot
