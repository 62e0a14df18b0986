#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "earmark/base/matrix.h"

namespace earmark::dsp {

/// How the bands of an onset envelope become one number: librosa's aggregate, np.mean or np.median.
enum class OnsetAggregate { kMean, kMedian };

/// Parameters of the onset strength, with librosa's names and defaults.
struct OnsetStrengthConfig {
  std::size_t n_fft = 2048;      ///< of the spectrogram, >= 1; only `center` needs it
  std::size_t hop_length = 512;  ///< of the spectrogram, >= 1; only `center` needs it
  std::size_t lag = 1;           ///< frames between the two that are compared, >= 1
  std::size_t max_size = 1;      ///< width in bands of the maximum filter on the earlier, >= 1
  bool detrend = false;          ///< removes the DC component
  bool center = true;            ///< shifts the envelope by the n_fft / (2 hop_length) of centring
  OnsetAggregate aggregate = OnsetAggregate::kMean;  ///< beat tracking takes the median

  /// @throws std::invalid_argument  a value out of its range
  void validate() const;
};

/// Spectral flux onset envelope of a spectrogram in decibels, as
/// librosa.onset.onset_strength(S=...):
///
///     aggregate over bands m of  max(0, S[m, t] - ref[m, t - lag])
///
/// Boeck and Widmer, "Maximum filter vibrato suppression for onset detection", DAFx 2013.
///
/// Thread-safe.
class OnsetStrength {
 public:
  /// @throws std::invalid_argument  as OnsetStrengthConfig::validate
  explicit OnsetStrength(const OnsetStrengthConfig& config = {});

  /// Working memory of process(); after the largest input process() does not allocate.
  struct Scratch {
    Matrix<float> flux;
  };

  /// The envelope has as many frames as S; the first `lag` (and, centred, those of the shift) are
  /// zero unless detrended.
  /// @param S         mel spectrogram in dB [n_bands, n_frames], rows padded as earmark::Matrix
  /// pads
  /// @param envelope  [n_frames], each >= 0 unless detrended
  /// @throws std::invalid_argument  a shape, stride or alignment that does not fit, n_frames <= lag
  void process(MatrixView<const float> S, std::span<float> envelope, Scratch& scratch) const;

 private:
  OnsetStrengthConfig config_;
};

}  // namespace earmark::dsp
