#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

#include "earmark/base/matrix.h"
#include "earmark/dsp/stft.h"
#include "earmark/plot/sound_chart.h"

namespace earmark::plot {

/// librosa.stft of a sound that comes block by block: the same centred frames, a few at a time.
class SpectraStream {
 public:
  enum class Values { kPower, kMagnitude };
  using OnSpectra = std::function<void(MatrixView<const float> S)>;

  /// @param on_spectra  called with the next frames [n_bins, n], padded as Matrix pads, n >= 1
  SpectraStream(const SoundChartConfig& config, Values values, OnSpectra on_spectra);

  void push(std::span<const float> y);
  /// @throws std::invalid_argument  there was no sample
  void finish();

  /// 1 + n_samples / hop_length once finished.
  [[nodiscard]] std::size_t n_frames() const { return n_frames_; }

 private:
  void emit(std::size_t n);

  dsp::Stft stft_;
  dsp::Stft::Scratch scratch_;
  Values values_;
  OnSpectra on_spectra_;
  std::vector<float> pending_;  // from the first sample that the next frame sees
  Matrix<float> spectra_;
  std::size_t n_samples_ = 0;
  std::size_t n_frames_ = 0;
};

/// Time in seconds at which the first and behind the last of a sound's frames' columns lie: a frame
/// stands for half a hop to either side of its centre.
[[nodiscard]] double frames_begin_s(const SoundChartConfig& config);
[[nodiscard]] double frames_end_s(const SoundChartConfig& config, std::size_t n_frames);

}  // namespace earmark::plot
