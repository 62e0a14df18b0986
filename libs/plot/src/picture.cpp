#include "earmark/plot/picture.h"

#include "canvas.h"
#include "require.h"

namespace earmark::plot {

void PictureOptions::validate() const {
  require(width >= kMinWidth && width <= kMaxSide, "picture: width must lie in [400, 8000]");
  require(height >= kMinHeight && height <= kMaxSide, "picture: height must lie in [240, 8000]");
}

Picture::Picture(PictureOptions options, Draw draw, std::vector<AxesPlace> axes)
    : options_{std::move(options)}, draw_{std::move(draw)}, axes_{std::move(axes)} {
  options_.validate();
}

std::string Picture::encode(PictureFormat format) const {
  Canvas canvas{options_.width, options_.height, format};
  draw_(canvas);
  return canvas.finish();
}

}  // namespace earmark::plot
