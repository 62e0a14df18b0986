#pragma once

#include <cstddef>
#include <vector>

#include "earmark/base/matrix_view.h"
#include "earmark/dsp/piptrack.h"

namespace earmark::dsp {

/// Parameters of tuning estimation, with librosa's names and defaults.
struct EstimateTuningConfig {
  PiptrackConfig piptrack = {};
  double resolution = 0.01;          ///< of the answer, in notes, kFinestTuning to 1
  std::size_t bins_per_octave = 12;  ///< notes an octave, >= 1

  /// @throws std::invalid_argument  a value out of its range
  void validate() const;
};

/// Deviation from A440 of the music in a spectrogram, as librosa.estimate_tuning(S=...):
/// pitch_tuning of the peaks at least as strong as their median.
///
/// Thread-safe.
class EstimateTuning {
 public:
  /// @throws std::invalid_argument  as EstimateTuningConfig::validate
  explicit EstimateTuning(const EstimateTuningConfig& config = {});

  /// Working memory of process(), owned by the caller, one for each thread. It grows to what the
  /// largest input needs; after that process() does not allocate.
  struct Scratch {
    Piptrack::Scratch piptrack;
    Peaks peaks;
    std::vector<float> values;
    std::vector<std::size_t> counts;
  };

  /// @param S  magnitude or power spectrogram >= 0 [1 + n_fft / 2, n_frames], rows padded as
  ///           earmark::Matrix pads; chroma takes the power
  /// @return   in [-0.5, 0.5) notes; 0 when there is no peak
  /// @throws std::invalid_argument  a shape, stride or alignment that does not fit
  [[nodiscard]] double process(MatrixView<const float> S, Scratch& scratch) const;

 private:
  EstimateTuningConfig config_;
  Piptrack piptrack_;
};

}  // namespace earmark::dsp
