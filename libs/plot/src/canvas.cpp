#include "canvas.h"

#include <cmath>
#include <mutex>
#include <new>
#include <numbers>
#include <stdexcept>

#include "cairo_api.h"

namespace earmark::plot {
namespace {

struct DestroySurface {
  void operator()(cairo_surface_t* surface) const { cairo().surface_destroy(surface); }
};
struct DestroyContext {
  void operator()(cairo_t* context) const { cairo().destroy(context); }
};
using Surface = std::unique_ptr<cairo_surface_t, DestroySurface>;
using Context = std::unique_ptr<cairo_t, DestroyContext>;

// Called by C code, which exceptions must not cross.
cairo_status_t append(void* bytes, const unsigned char* data, unsigned int length) noexcept {
  try {
    static_cast<std::string*>(bytes)->append(reinterpret_cast<const char*>(data), length);
    return CAIRO_STATUS_SUCCESS;
  } catch (const std::bad_alloc&) {
    return CAIRO_STATUS_NO_MEMORY;
  }
}

void require_success(cairo_status_t status) {
  switch (status) {
    case CAIRO_STATUS_SUCCESS:
      return;
    case CAIRO_STATUS_NO_MEMORY:
      throw std::bad_alloc{};
    case CAIRO_STATUS_INVALID_STRING:
      throw std::invalid_argument("picture: text must be UTF-8");
    default:
      throw std::runtime_error(std::string{"picture: Cairo says: "} +
                               cairo().status_to_string(status));
  }
}

void set_font(cairo_t* context, const Font& font) {
  cairo().select_font_face(context, "DejaVu Sans", CAIRO_FONT_SLANT_NORMAL,
                           font.bold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL);
  cairo().set_font_size(context, font.size);
  // Letters then stand alike in both formats.
  cairo_font_options_t* const options = cairo().font_options_create();
  cairo().font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
  cairo().font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
  cairo().set_font_options(context, options);
  cairo().font_options_destroy(options);
}

double before(Align align, double length) {
  return align == Align::kStart ? 0 : align == Align::kMiddle ? length / 2 : length;
}

}  // namespace

struct Canvas::State {
  std::string bytes;
  PictureFormat format = PictureFormat::kPng;
  Surface surface;
  Context context;

  /// A text leaves a point behind that a path would else begin at.
  void begin_path(Colour colour, double opacity) const {
    cairo().set_source_rgba(context.get(), colour.r / 255.0, colour.g / 255.0, colour.b / 255.0,
                            opacity);
    cairo().new_path(context.get());
  }
};

Canvas::Canvas(std::size_t width, std::size_t height, PictureFormat format)
    : state_{std::make_unique<State>()} {
  state_->format = format;
  state_->surface.reset(
      format == PictureFormat::kSvg
          ? cairo().svg_surface_create_for_stream(
                append, &state_->bytes, static_cast<double>(width), static_cast<double>(height))
          : cairo().image_surface_create(CAIRO_FORMAT_RGB24, static_cast<int>(width),
                                         static_cast<int>(height)));
  require_success(cairo().surface_status(state_->surface.get()));
  if (format == PictureFormat::kSvg) {
    cairo().svg_surface_set_document_unit(state_->surface.get(), CAIRO_SVG_UNIT_PX);
  }
  state_->context.reset(cairo().create(state_->surface.get()));
  require_success(cairo().status(state_->context.get()));
  cairo().set_line_join(state_->context.get(), CAIRO_LINE_JOIN_BEVEL);
}

Canvas::~Canvas() = default;

void Canvas::fill(Rect rect, Colour colour, double opacity) {
  state_->begin_path(colour, opacity);
  cairo().rectangle(state_->context.get(), rect.left, rect.top, rect.width, rect.height);
  cairo().fill(state_->context.get());
}

void Canvas::fill(std::span<const Point> polygon, Colour colour, double opacity) {
  state_->begin_path(colour, opacity);
  for (const Point& point : polygon) {
    cairo().line_to(state_->context.get(), point.x, point.y);
  }
  cairo().close_path(state_->context.get());
  cairo().fill(state_->context.get());
}

void Canvas::fill_circle(Point centre, double radius, Colour colour) {
  state_->begin_path(colour, 1);
  cairo().arc(state_->context.get(), centre.x, centre.y, radius, 0, 2 * std::numbers::pi);
  cairo().fill(state_->context.get());
}

void Canvas::stroke(std::span<const Point> line, const Pen& pen) {
  state_->begin_path(pen.colour, 1);
  cairo().set_line_width(state_->context.get(), pen.width);
  cairo().set_dash(state_->context.get(), pen.dashes.data(), static_cast<int>(pen.dashes.size()),
                   0);
  bool goes_on = false;
  for (const Point& point : line) {
    const bool shows = std::isfinite(point.x) && std::isfinite(point.y);
    if (shows && goes_on) {
      cairo().line_to(state_->context.get(), point.x, point.y);
    } else if (shows) {
      cairo().move_to(state_->context.get(), point.x, point.y);
    }
    goes_on = shows;
  }
  cairo().stroke(state_->context.get());
}

void Canvas::frame(Rect rect, const Pen& pen) {
  state_->begin_path(pen.colour, 1);
  cairo().set_line_width(state_->context.get(), pen.width);
  cairo().set_dash(state_->context.get(), nullptr, 0, 0);
  const double half = pen.width / 2;
  cairo().rectangle(state_->context.get(), rect.left - half, rect.top - half,
                    rect.width + pen.width, rect.height + pen.width);
  cairo().stroke(state_->context.get());
}

void Canvas::image(Rect rect, std::span<const Colour> colours, std::size_t n_cols) {
  if (colours.empty()) {
    return;
  }
  const std::size_t n_rows = colours.size() / n_cols;
  std::vector<std::uint32_t> pixels(n_rows * n_cols);
  for (std::size_t i = 0; i < pixels.size(); ++i) {
    const Colour& colour = colours[i];
    pixels[i] = static_cast<std::uint32_t>(colour.r << 16U | colour.g << 8U | colour.b);
  }
  cairo_t* const context = state_->context.get();
  const Surface image{cairo().image_surface_create_for_data(
      reinterpret_cast<unsigned char*>(pixels.data()), CAIRO_FORMAT_RGB24, static_cast<int>(n_cols),
      static_cast<int>(n_rows), static_cast<int>(4 * n_cols))};
  cairo().save(context);
  cairo().translate(context, rect.left, rect.top);
  cairo().scale(context, rect.width / static_cast<double>(n_cols),
                rect.height / static_cast<double>(n_rows));
  cairo().set_source_surface(context, image.get(), 0, 0);
  cairo().pattern_set_filter(cairo().get_source(context), CAIRO_FILTER_NEAREST);
  cairo().rectangle(context, 0, 0, static_cast<double>(n_cols), static_cast<double>(n_rows));
  cairo().fill(context);
  cairo().restore(context);
  // A surface may keep the image until it is finished; its pixels end here.
  cairo().surface_finish(image.get());
}

void Canvas::text(Point point, const std::string& text, const Font& font, TextPlace place) {
  cairo_t* const context = state_->context.get();
  set_font(context, font);
  state_->begin_path(font.colour, 1);
  cairo_text_extents_t extents{};
  cairo().text_extents(context, text.c_str(), &extents);
  constexpr double kCapitals = 0.73;  // of the size, in DejaVu Sans
  const double height = kCapitals * font.size;
  cairo().save(context);
  cairo().translate(context, point.x, point.y);
  if (place.upwards) {
    cairo().rotate(context, -std::numbers::pi / 2);
  }
  cairo().move_to(context, -before(place.across, extents.x_advance),
                  height - before(place.down, height));
  cairo().show_text(context, text.c_str());
  cairo().restore(context);
}

std::shared_ptr<void> Canvas::clipped(Rect rect) {
  cairo_t* const context = state_->context.get();
  cairo().save(context);
  cairo().rectangle(context, rect.left, rect.top, rect.width, rect.height);
  cairo().clip(context);
  return {context, [](void* saved) { cairo().restore(static_cast<cairo_t*>(saved)); }};
}

std::string Canvas::finish() {
  require_success(cairo().status(state_->context.get()));
  if (state_->format == PictureFormat::kPng) {
    require_success(
        cairo().surface_write_to_png_stream(state_->surface.get(), append, &state_->bytes));
  }
  cairo().surface_finish(state_->surface.get());
  require_success(cairo().surface_status(state_->surface.get()));
  return std::move(state_->bytes);
}

double text_width(const std::string& text, const Font& font) {
  static std::mutex mutex;
  const std::lock_guard lock{mutex};
  static const Surface surface{cairo().image_surface_create(CAIRO_FORMAT_A8, 1, 1)};
  const Context context{cairo().create(surface.get())};
  set_font(context.get(), font);
  cairo_text_extents_t extents{};
  cairo().text_extents(context.get(), text.c_str(), &extents);
  require_success(cairo().status(context.get()));
  return extents.x_advance;
}

std::string shortened(const std::string& text, const Font& font, double width) {
  if (text_width(text, font) <= width) {
    return text;
  }
  constexpr const char* kEllipsis = "\u2026";
  std::string kept = text;
  while (!kept.empty() && text_width(kept + kEllipsis, font) > width) {
    // A whole code point.
    while (kept.size() > 1 && (static_cast<unsigned char>(kept.back()) & 0xC0U) == 0x80U) {
      kept.pop_back();
    }
    kept.pop_back();
  }
  return kept + kEllipsis;
}

}  // namespace earmark::plot
