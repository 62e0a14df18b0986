#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "earmark/base/matrix.h"
#include "earmark/dsp/stft.h"

namespace earmark::check {

/// Tells sound that was resampled from a lower rate by where its spectrum ends.
///
/// Of the mean power spectrum, in bands of 215 Hz: just above half of a usual lower rate (8, 11.025
/// or 16 kHz) and everywhere beyond, it lies kLeastFallDb or more under what it is at 0.8 to 0.85
/// of that, 45 dB an octave. Of 813 recordings 75 end so with a cliff, falling by 24 dB and more;
/// of the others three old ones do by themselves, and the rest fall by at most 21.9. Of 60 that
/// were resampled to 16 kHz by SciPy, whose filter is gentle, 59 fall by 22.1 and more.
///
/// Not thread-safe.
class BandLimit {
 public:
  BandLimit();

  static constexpr double kLeastFallDb = 22.0;

  /// @param y  a segment of features::kSegmentSamples at 22,050 Hz
  void add(std::span<const float> y);

  /// Forgets what it heard, ready for another song.
  void reset();

  /// The lower rate in Hz; none where the spectrum goes on.
  [[nodiscard]] std::optional<int> resampled_from() const;

 private:
  dsp::Stft stft_;
  dsp::Stft::Scratch scratch_;
  Matrix<float> power_;      ///< [n_bins, n_frames]
  std::vector<double> sum_;  ///< [n_bins]
};

}  // namespace earmark::check
