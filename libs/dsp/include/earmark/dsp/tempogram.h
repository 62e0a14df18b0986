#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "earmark/base/matrix_view.h"
#include "earmark/dsp/normalize.h"
#include "earmark/dsp/window.h"

namespace earmark::dsp {

/// Parameters of a tempogram, with librosa's names and defaults.
struct TempogramConfig {
  std::size_t win_length = 384;  ///< frames of a window, and lags, >= 1
  WindowSpec window = {};        ///< of win_length frames
  bool center = true;            ///< windows are centred; ramps to zero extend the envelope
  Norm norm = kNormInf;          ///< of each window's autocorrelation

  /// @throws std::invalid_argument  a value out of its range
  void validate() const;
};

/// Autocorrelation of an onset envelope in a sliding window, as
/// librosa.feature.tempogram(onset_envelope=...).
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
    std::vector<double> weight;
    std::vector<double> column;
    std::vector<double> ends;
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
  /// norm infinity, in double, without storing it. Hann's window takes a faster way than others.
  void process_mean(std::span<const float> onset_envelope, std::size_t first_lag,
                    std::span<double> mean, Scratch& scratch) const;

  [[nodiscard]] std::size_t win_length() const { return config_.win_length; }

 private:
  void extend(std::span<const float> onset_envelope, Scratch& scratch) const;

  void mean_directly(std::size_t first_lag, std::span<double> mean, Scratch& scratch) const;
  void mean_by_cosines(std::size_t first_lag, std::span<double> mean, Scratch& scratch) const;
  void fill_ends(Scratch& scratch) const;

  TempogramConfig config_;
  std::vector<double> window_;
  std::vector<double> cosine_;  // of Hann's window alone, as sine_
  std::vector<double> sine_;
};

}  // namespace earmark::dsp
