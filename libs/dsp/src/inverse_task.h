#pragma once

#include <cstddef>

#include "fft_tables.h"
#include "overlap_scale.h"

namespace earmark::dsp {

/// What the inverse STFT's kernels work with.
struct InverseTask {
  const FftTables& tables;
  const OverlapScale& overlap;
  const float* window;        ///< over n_fft
  const std::size_t* places;  ///< as sample_places() makes them
  std::size_t before;         ///< samples of the first column ahead of the signal
  std::size_t n_frames;
  float* work;
  float* columns;
};

}  // namespace earmark::dsp
