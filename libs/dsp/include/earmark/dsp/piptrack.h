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

/// One spectral peak, refined by a parabola through three bins.
struct Peak {
  float frequency_hz = 0.0F;
  float magnitude = 0.0F;
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
  };

  /// All peaks, in no particular order.
  ///
  /// @param S      magnitude or power spectrogram >= 0 [1 + n_fft / 2, n_frames], rows padded as
  ///               earmark::Matrix pads; chroma takes the power
  /// @param peaks  replaced; process() does not allocate once it has been as long as needed
  /// @throws std::invalid_argument  a shape, stride or alignment that does not fit
  void process(MatrixView<const float> S, Scratch& scratch, std::vector<Peak>& peaks) const;

 private:
  PiptrackConfig config_;
  std::size_t first_bin_ = 0;
  std::size_t end_bin_ = 0;
};

}  // namespace earmark::dsp
