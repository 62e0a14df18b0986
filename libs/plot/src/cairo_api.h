#pragma once

#include <cairo-svg.h>
#include <cairo.h>

namespace earmark::plot {

// What is used of Cairo. X(name) for cairo_name.
// clang-format off
#define EARMARK_CAIRO_FUNCTIONS(X) \
  X(arc) X(clip) X(close_path) X(create) X(destroy) X(fill) X(font_options_create) \
  X(font_options_destroy) X(font_options_set_hint_metrics) X(font_options_set_hint_style) \
  X(get_source) X(image_surface_create) X(image_surface_create_for_data) X(line_to) \
  X(move_to) X(new_path) X(pattern_set_filter) X(rectangle) X(restore) X(rotate) X(save) \
  X(scale) X(select_font_face) X(set_dash) X(set_font_options) X(set_font_size) \
  X(set_line_join) X(set_line_width) X(set_source_rgba) X(set_source_surface) X(show_text) \
  X(status) X(status_to_string) X(stroke) X(surface_destroy) X(surface_finish) \
  X(surface_status) X(surface_write_to_png_stream) X(svg_surface_create_for_stream) \
  X(svg_surface_set_document_unit) X(text_extents) X(translate)
// clang-format on

/// Cairo's functions, found when the first picture is drawn: a program that links them would load
/// fifteen libraries, X11's among them, at each of its starts, most of which draw nothing.
struct CairoApi {
// NOLINTNEXTLINE(bugprone-macro-parentheses): a member cannot be named in parentheses
#define EARMARK_CAIRO_MEMBER(name) decltype(&cairo_##name) name;
  EARMARK_CAIRO_FUNCTIONS(EARMARK_CAIRO_MEMBER)
#undef EARMARK_CAIRO_MEMBER
};

/// Thread-safe. @throws DrawingError  Cairo is not there
[[nodiscard]] const CairoApi& cairo();

}  // namespace earmark::plot
