#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "earmark/plot/colour.h"
#include "earmark/plot/picture.h"

namespace earmark::plot {

struct Point {
  double x = 0;
  double y = 0;
};

struct Rect {
  double left = 0;
  double top = 0;
  double width = 0;
  double height = 0;

  [[nodiscard]] double right() const { return left + width; }
  [[nodiscard]] double bottom() const { return top + height; }
};

struct Pen {
  Colour colour;
  double width = 1;
  std::vector<double> dashes = {};  ///< lengths on and off in turn; empty: solid
};

enum class Align { kStart, kMiddle, kEnd };

struct Font {
  double size = 13;  ///< pixels
  Colour colour;
  bool bold = false;
};

/// How a text lies about its point; vertically by the height of capitals.
struct TextPlace {
  Align across = Align::kStart;
  Align down = Align::kMiddle;
  bool upwards = false;  ///< turned left by a quarter: `across` is then along the vertical
};

/// A drawing area of whole pixels, y downwards. Not thread-safe.
class Canvas {
 public:
  /// @throws DrawingError
  Canvas(std::size_t width, std::size_t height, PictureFormat format);
  ~Canvas();
  Canvas(const Canvas&) = delete;
  Canvas& operator=(const Canvas&) = delete;

  void fill(Rect rect, Colour colour, double opacity = 1);
  void fill(std::span<const Point> polygon, Colour colour, double opacity = 1);
  void fill_circle(Point centre, double radius, Colour colour);
  /// Corners are cut where a line turns; points that are not finite are gaps.
  void stroke(std::span<const Point> line, const Pen& pen);
  /// Along pixels where the pen is a whole number wide: coordinates are then those of pixels.
  void frame(Rect rect, const Pen& pen);
  /// One colour for each cell [n_rows, n_cols], first row on top, without smoothing.
  void image(Rect rect, std::span<const Colour> colours, std::size_t n_cols);
  void text(Point point, const std::string& text, const Font& font, TextPlace place = {});
  /// What is drawn until the end of the returned value's life shows inside `rect` alone.
  [[nodiscard]] std::shared_ptr<void> clipped(Rect rect);

  /// The file's bytes. Nothing may be drawn after it.
  /// @throws std::invalid_argument  a text was not UTF-8
  [[nodiscard]] std::string finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Width of a text in pixels. Thread-safe. @throws DrawingError
[[nodiscard]] double text_width(const std::string& text, const Font& font);

/// `text`, or its beginning and "…", at most `width` pixels wide.
[[nodiscard]] std::string shortened(const std::string& text, const Font& font, double width);

}  // namespace earmark::plot
