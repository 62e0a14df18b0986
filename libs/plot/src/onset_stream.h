#pragma once

#include <functional>
#include <span>

#include "earmark/dsp/onset_strength.h"
#include "mel_stream.h"

namespace earmark::plot {

/// librosa.onset.onset_strength of a sound that comes block by block.
class OnsetStream {
 public:
  using OnEnvelope = std::function<void(std::span<const float>)>;

  /// @param on_envelope  called with the next values, one a frame
  OnsetStream(const SoundChartConfig& config, double loudest_mel, OnEnvelope on_envelope);
  OnsetStream(const OnsetStream&) = delete;
  OnsetStream& operator=(const OnsetStream&) = delete;
  ~OnsetStream() = default;

  void push(std::span<const float> y) { mel_db_.push(y); }
  void finish();
  [[nodiscard]] std::size_t n_frames() const { return mel_db_.n_frames(); }

 private:
  void take(MatrixView<const float> mel_db);

  OnEnvelope on_envelope_;
  dsp::OnsetStrength plan_;
  dsp::OnsetStrength::Scratch scratch_;
  Matrix<float> frames_;         // the frame before, then the new ones
  std::vector<float> envelope_;  // held back: as many as it is shifted by
  bool begun_ = false;
  MelDbStream mel_db_;
};

}  // namespace earmark::plot
