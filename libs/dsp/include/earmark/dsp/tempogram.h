#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "earmark/base/matrix_view.h"
#include "earmark/dsp/normalize.h"

namespace earmark::dsp {

/// Parameters of a tempogram, with librosa's names and defaults. The window is Hann's.
struct TempogramConfig {
  std::size_t win_length = 384;  ///< frames of a window, and lags, >= 1
  bool center = true;            ///< windows are centred; ramps to zero extend the envelope
  Norm norm = kNormInf;          ///< of each window's autocorrelation

  /// @throws std::invalid_argument  a value out of its range
  void validate() const;
};

/// Autocorrelation of an onset envelope in a sliding Hann window, as
/// librosa.feature.tempogram(onset_envelope=...).
///
/// A product of two shifted Hann windows is a sum of three cosines, so that each lag's sums slide
/// along the envelope at a few operations a frame, in double.
///
/// Thread-safe.
class Tempogram {
 public:
  /// @throws std::invalid_argument  as TempogramConfig::validate
  explicit Tempogram(const TempogramConfig& config = {});

  /// Working memory, owned by the caller, one for each thread; after the largest input nothing is
  /// allocated.
  struct Scratch {
    std::vector<double> extended;
    std::vector<double> zero_lag;
    std::vector<double> column;
  };

  /// Windows of an envelope of n_frames.
  /// @throws std::invalid_argument  the envelope is empty or, uncentred, shorter than win_length
  [[nodiscard]] std::size_t n_windows(std::size_t n_frames) const;

  /// @param onset_envelope  [n_frames], finite
  /// @param tempogram       [win_length, n_windows(n_frames)]
  /// @throws std::invalid_argument  a shape that does not fit
  void process(std::span<const float> onset_envelope, MatrixView<float> tempogram,
               Scratch& scratch) const;

  /// The mean over windows of the lags [first_lag, first_lag + mean.size()) of the tempogram with
  /// norm infinity, in double, without storing it.
  void process_mean(std::span<const float> onset_envelope, std::size_t first_lag,
                    std::span<double> mean, Scratch& scratch) const;

  [[nodiscard]] std::size_t win_length() const { return config_.win_length; }

 private:
  void extend(std::span<const float> onset_envelope, Scratch& scratch) const;

  TempogramConfig config_;
  std::vector<double> window_;
};

}  // namespace earmark::dsp
