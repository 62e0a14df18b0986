#pragma once

#include <span>
#include <vector>

#include "earmark/base/matrix_view.h"
#include "earmark/dsp/framing.h"
#include "earmark/dsp/stft.h"

namespace earmark::dsp {

/// Root mean square of each frame of a signal, as librosa.feature.rms(y=...): centred frames see
/// what pad_mode says beyond the ends. Squares are floats, added by sixteens, and their sums
/// doubles (librosa's all float): as librosa's, inf for samples beyond 4e18, and 0 for those within
/// 1e-23.
///
/// Thread-safe.
class Rms {
 public:
  /// @throws std::invalid_argument  as FrameConfig::validate
  explicit Rms(const FrameConfig& config = {}, PadMode pad_mode = PadMode::kConstant);

  /// Working memory of process(); after the largest input process() does not allocate.
  struct Scratch {
    std::vector<double> block_sums;
    std::vector<float> padded;
  };

  /// @param y    samples, not empty
  /// @param rms  [n_frames], FrameConfig::n_frames(y.size()) of them
  /// @throws std::invalid_argument  rms has another size, or y is shorter than a frame
  void process(std::span<const float> y, std::span<float> rms, Scratch& scratch) const;

 private:
  void process_padded(std::span<const float> y, std::size_t n_zeros, std::span<float> rms,
                      std::vector<double>& block_sums) const;

  FrameConfig config_;
  PadMode pad_mode_;
};

/// Root mean square of the frame behind each column of a magnitude spectrogram
/// [1 + frame_length / 2, n_frames] of unwindowed frames (Parseval), as
/// librosa.feature.rms(S=...).
///
/// @throws std::invalid_argument  S has other than 1 + frame_length / 2 rows
[[nodiscard]] std::vector<float> rms_from_spectrogram(MatrixView<const float> S,
                                                      std::size_t frame_length = 2048);

}  // namespace earmark::dsp
