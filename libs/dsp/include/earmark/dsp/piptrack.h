#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "earmark/base/aligned_vector.h"
#include "earmark/base/matrix_view.h"

namespace earmark::dsp {

/// librosa's parameters of pitch tracking, with its names and defaults.
struct PiptrackConfig {
  double sr = 22050.0;       ///< sample rate in Hz, > 0
  std::size_t n_fft = 2048;  ///< >= 4
  double fmin = 150.0;       ///< lowest bin considered, in Hz, >= 0
  double fmax = 4000.0;      ///< bins at and above it are not considered; at most sr / 2 counts
  double threshold = 0.1;    ///< of the largest value of a frame, under which no peak counts
  std::optional<double> ref =
      std::nullopt;  ///< this value, instead of that share of the largest, if given

  /// @throws std::invalid_argument  a value out of its range
  void validate() const;
};

/// Spectral peaks, refined by a parabola through three bins.
struct Peaks {
  std::vector<float> pitches;     ///< frequency of each, in Hz
  std::vector<float> magnitudes;  ///< its height, in the spectrogram's unit
};

/// Peaks of the frames of a spectrogram by parabolic interpolation (Smith, Spectral Audio Signal
/// Processing, "Quadratic Interpolation of Spectral Peaks"), as librosa.piptrack: the same values,
/// as a list instead of two sparse matrices.
///
/// Thread-safe.
class Piptrack {
 public:
  /// @throws std::invalid_argument  as PiptrackConfig::validate
  explicit Piptrack(const PiptrackConfig& config = {});

  /// Working memory of process(), owned by the caller, one for each thread.
  struct Scratch {
    AlignedVector<float> ref;
    AlignedVector<float> left;
    AlignedVector<float> centre;
    AlignedVector<float> right;
    AlignedVector<float> bin;
  };

  /// All peaks, in no particular order.
  ///
  /// @param S      magnitude or power spectrogram >= 0 [1 + n_fft / 2, n_frames], rows padded as
  ///               earmark::Matrix pads; chroma takes the power
  /// @param peaks  replaced; nothing is allocated once it and scratch have been as large as needed
  /// @throws std::invalid_argument  a shape, stride or alignment that does not fit
  void process(MatrixView<const float> S, Scratch& scratch, Peaks& peaks) const;

 private:
  PiptrackConfig config_;
  std::size_t first_bin_ = 0;
  std::size_t end_bin_ = 0;
};

}  // namespace earmark::dsp
