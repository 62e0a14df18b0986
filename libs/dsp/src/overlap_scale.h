#pragma once

#include <cstddef>
#include <span>

namespace earmark::dsp {

/// One over the sum of the squared windows that overlap at a sample, for a signal cut into columns
/// of one hop; one where that sum is below the smallest normal float.
class OverlapScale {
 public:
  /// @param window  [n_fft]
  /// @param full    [hop_length], as full_scale() makes it for this window
  OverlapScale(std::span<const float> window, std::span<const float> full, std::size_t n_frames)
      : window_{window}, full_{full}, n_frames_{n_frames} {}

  [[nodiscard]] std::size_t hop_length() const { return full_.size(); }

  /// Factors of column c: `full` itself where every frame that could overlap exists, else computed
  /// into `buffer`, hop_length values.
  [[nodiscard]] const float* column(std::size_t c, float* buffer) const;

 private:
  std::span<const float> window_;
  std::span<const float> full_;
  std::size_t n_frames_;
};

/// The factors of a column that as many frames overlap as can, into `scale` [hop_length].
void full_scale(std::span<const float> window, std::span<float> scale);

}  // namespace earmark::dsp
