#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "earmark/plot/scale.h"

namespace earmark::plot {

class Canvas;

enum class Theme { kLight, kDark };
enum class PictureFormat { kPng, kSvg };

inline constexpr std::size_t kMinWidth = 400;
inline constexpr std::size_t kMinHeight = 240;
inline constexpr std::size_t kMaxSide = 8000;

struct PictureOptions {
  std::size_t width = 1200;  ///< pixels, kMinWidth to kMaxSide
  std::size_t height = 500;  ///< pixels, kMinHeight to kMaxSide
  Theme theme = Theme::kLight;
  std::string title = {};  ///< UTF-8; shortened to what there is room for; empty: none

  /// @throws std::invalid_argument  a size out of its range
  void validate() const;
};

/// One pair of axes of a picture: where the area inside lies, in pixels from the upper left corner,
/// and what its edges stand for. The left edge is x.low(), the lower edge y.low().
struct AxesPlace {
  std::size_t left = 0;
  std::size_t top = 0;
  std::size_t width = 0;
  std::size_t height = 0;
  std::string name;    ///< such as "harmonic"; empty where there is one pair alone
  std::string x_unit;  ///< such as "s"; empty: the numbers count places
  std::string y_unit;
  Scale x;
  Scale y;
};

/// A finished drawing. Immutable, thread-safe. With the same fonts the same values give the same
/// bytes, but for the numbers in the names of an SVG's parts: they count what the process has
/// drawn.
class Picture {
 public:
  using Draw = std::function<void(Canvas&)>;

  /// For the functions of this library that make pictures.
  Picture(PictureOptions options, Draw draw, std::vector<AxesPlace> axes);

  [[nodiscard]] const PictureOptions& options() const { return options_; }
  [[nodiscard]] const std::vector<AxesPlace>& axes() const { return axes_; }

  /// The content of a file. Text in an SVG is outlines, so that it looks alike everywhere.
  /// @throws DrawingError           Cairo cannot be loaded
  /// @throws std::invalid_argument  a text is not UTF-8
  [[nodiscard]] std::string encode(PictureFormat format) const;

 private:
  PictureOptions options_;
  Draw draw_;
  std::vector<AxesPlace> axes_;
};

}  // namespace earmark::plot
