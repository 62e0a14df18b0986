#include "overlap_scale.h"

#include <algorithm>
#include <limits>

namespace earmark::dsp {
namespace {

// Of the frames that begin `first` to `last` columns ahead.
void scale_of(std::span<const float> window, std::size_t first, std::size_t last,
              std::span<float> scale) {
  const std::size_t hop = scale.size();
  std::ranges::fill(scale, 0.0F);
  for (std::size_t q = first; q <= last; ++q) {
    const std::size_t n = std::min(hop, window.size() - std::min(window.size(), q * hop));
    for (std::size_t j = 0; j < n; ++j) {
      const float w = window[q * hop + j];
      scale[j] += w * w;
    }
  }
  for (float& value : scale) {
    value = value > std::numeric_limits<float>::min() ? 1.0F / value : 1.0F;
  }
}

}  // namespace

const float* OverlapScale::column(std::size_t c, float* buffer) const {
  const std::size_t most = (window_.size() - 1) / full_.size();
  if (c >= most && c < n_frames_) {
    return full_.data();
  }
  const std::size_t first = c < n_frames_ ? 0 : c - n_frames_ + 1;
  const std::size_t last = std::min(c, most);
  scale_of(window_, first, last, {buffer, full_.size()});
  return buffer;
}

void full_scale(std::span<const float> window, std::span<float> scale) {
  scale_of(window, 0, (window.size() - 1) / scale.size(), scale);
}

}  // namespace earmark::dsp
