#pragma once

#include <span>

#include "earmark/base/matrix_view.h"

namespace earmark::dsp {

/// Of every frame: sum S, sum k S and sum k^2 S over bins k, and the first bin whose running sum
/// reaches roll_percent of the whole. S is padded; each span has S.stride() values.
struct SpectralMoments {
  std::span<double> zeroth;
  std::span<double> first;
  std::span<double> second;
  std::span<float> rolloff_bin;
};
void spectral_moments(MatrixView<const float> S, float roll_percent,
                      const SpectralMoments& moments);

}  // namespace earmark::dsp
