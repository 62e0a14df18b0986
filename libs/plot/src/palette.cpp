#include "palette.h"

namespace earmark::plot {
namespace {

constexpr Palette kLight{
    .background = Colour::of(0xffffff),
    .area = Colour::of(0xf6f7f9),
    .text = Colour::of(0x1b1f24),
    .faint_text = Colour::of(0x57606a),
    .frame = Colour::of(0x6e7781),
    .grid = Colour::of(0xdde1e6),
    .accent = Colour::of(0x0072b2),
    .faint_accent = Colour::of(0x8cc0de),
    .full = Colour::of(0x00507d),
    // Yellow, which white swallows, comes last and darker.
    .lines = {Colour::of(0x0072b2), Colour::of(0xd55e00), Colour::of(0x009e73),
              Colour::of(0xcc79a7), Colour::of(0xe69f00), Colour::of(0x56b4e9),
              Colour::of(0x000000), Colour::of(0xa59b00)},
};

constexpr Palette kDark{
    .background = Colour::of(0x14171c),
    .area = Colour::of(0x1c2027),
    .text = Colour::of(0xf0f3f6),
    .faint_text = Colour::of(0xa9b2bd),
    .frame = Colour::of(0x8b949e),
    .grid = Colour::of(0x343b45),
    .accent = Colour::of(0x56b4e9),
    .faint_accent = Colour::of(0x2f6f97),
    .full = Colour::of(0x56b4e9),
    // Blue and black, which the dark swallows, come last and lighter.
    .lines = {Colour::of(0x56b4e9), Colour::of(0xe69f00), Colour::of(0x00b98a),
              Colour::of(0xcc79a7), Colour::of(0xf0e442), Colour::of(0xe0692a),
              Colour::of(0xffffff), Colour::of(0x3d8fd1)},
};

}  // namespace

const Palette& palette_of(Theme theme) { return theme == Theme::kDark ? kDark : kLight; }

}  // namespace earmark::plot
