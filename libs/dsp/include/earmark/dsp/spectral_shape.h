#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "earmark/base/aligned_vector.h"
#include "earmark/base/matrix_view.h"

namespace earmark::dsp {

/// Parameters of the spectral centroid, bandwidth and rolloff, with librosa's names and defaults.
struct SpectralShapeConfig {
  double sr = 22050.0;         ///< sample rate in Hz, > 0
  std::size_t n_fft = 2048;    ///< >= 2
  double p = 2.0;              ///< power of the deviation in the bandwidth, > 0
  bool norm = true;            ///< bandwidth of the spectrum scaled to a sum of 1
  double roll_percent = 0.85;  ///< share of the energy under the rolloff, 0 < roll_percent < 1

  /// @throws std::invalid_argument  a value out of its range
  void validate() const;
};

/// Spectral centroid, bandwidth and rolloff of the frames of a magnitude spectrogram, in Hz, as
/// librosa.feature.spectral_centroid, spectral_bandwidth and spectral_rolloff with S=..., together
/// because they share one pass over the spectrogram.
///
///     centroid  = sum f S / sum S
///     bandwidth = (sum |f - centroid|^p S / sum S)^(1/p)     without `norm` not divided by sum S
///     rolloff   = the lowest bin's f with  S[0] + ... + S[k] >= roll_percent sum S
///
/// A silent frame gives 0 for all three. The sums of the rolloff run in float and in order, as
/// librosa's do, because its answer is a choice between bins; the others run in double.
///
/// Thread-safe.
class SpectralShape {
 public:
  /// @throws std::invalid_argument  as SpectralShapeConfig::validate
  explicit SpectralShape(const SpectralShapeConfig& config = {});

  /// Working memory of process(), owned by the caller, one for each thread. It grows to what the
  /// largest input needs; after that process() does not allocate.
  struct Scratch {
    AlignedVector<double> sums;
    AlignedVector<float> rolloff_bin;
  };

  /// @param S          [1 + n_fft / 2, n_frames], each value >= 0 and finite, rows padded as
  ///                   earmark::Matrix pads
  /// @param centroid   [n_frames]
  /// @param bandwidth  [n_frames]
  /// @param rolloff    [n_frames]
  /// @throws std::invalid_argument  a shape, stride or alignment that does not fit
  void process(MatrixView<const float> S, std::span<float> centroid, std::span<float> bandwidth,
               std::span<float> rolloff, Scratch& scratch) const;

 private:
  /// sum |f - centroid|^p S of frame t.
  [[nodiscard]] double deviation(MatrixView<const float> S, std::size_t t, double centroid) const;

  SpectralShapeConfig config_;
  std::vector<double> frequencies_;
};

/// Spectral centroid in Hz of each frame; contract as SpectralShape.
[[nodiscard]] std::vector<float> spectral_centroid(MatrixView<const float> S, double sr = 22050.0);

/// Spectral bandwidth in Hz of each frame; contract as SpectralShape.
[[nodiscard]] std::vector<float> spectral_bandwidth(MatrixView<const float> S, double sr = 22050.0,
                                                    double p = 2.0, bool norm = true);

/// Spectral rolloff in Hz of each frame; contract as SpectralShape.
[[nodiscard]] std::vector<float> spectral_rolloff(MatrixView<const float> S, double sr = 22050.0,
                                                  double roll_percent = 0.85);

}  // namespace earmark::dsp
