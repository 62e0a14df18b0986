#pragma once

#include <cstddef>
#include <memory>
#include <span>

#include "earmark/plot/picture.h"

namespace earmark::plot {

/// What charts of sound are made with; librosa's names and defaults.
struct SoundChartConfig {
  double sr = 22050;             ///< sample rate in Hz, > 0
  std::size_t n_fft = 2048;      ///< samples of a frame, 16 to 65536
  std::size_t hop_length = 512;  ///< samples between frames, 1 to n_fft
  std::size_t n_mels = 128;      ///< mel bands, 1 to 1024
  std::size_t n_mfcc = 20;       ///< coefficients, 1 to n_mels
  double start_s = 0;            ///< time of the first sample, for the axis
  PictureOptions picture;

  /// @throws std::invalid_argument  a value out of its range
  void validate() const;
};

/// A picture of a sound that is given block by block, in memory that does not grow with its length.
/// Where there are more frames than columns of pixels, a column shows the mean of its frames
/// (ColumnMean). Not thread-safe.
class SoundChart {
 public:
  SoundChart() = default;
  virtual ~SoundChart() = default;
  SoundChart(const SoundChart&) = delete;
  SoundChart& operator=(const SoundChart&) = delete;

  /// Takes the next samples, finite, one channel.
  virtual void push(std::span<const float> y) = 0;

  /// Once, after the last push(). @throws std::invalid_argument  there was no sample
  [[nodiscard]] virtual Picture finish() = 0;
};

/// Amplitude over time: from the least to the largest sample of each column, and inside that its
/// root mean square.
[[nodiscard]] std::unique_ptr<SoundChart> waveform_chart(const SoundChartConfig& config);

/// librosa.feature.melspectrogram in decibels under its loudest value, over 80 dB.
[[nodiscard]] std::unique_ptr<SoundChart> mel_chart(const SoundChartConfig& config);

/// Mel spectrograms of the two parts of librosa.decompose.hpss, in decibels under the loudest value
/// of the whole sound's, over 80 dB.
[[nodiscard]] std::unique_ptr<SoundChart> hpss_chart(const SoundChartConfig& config);

/// librosa.feature.chroma_stft.
/// @param tuning  of the sound in fractions of a semitone (SoundTuning)
[[nodiscard]] std::unique_ptr<SoundChart> chroma_chart(const SoundChartConfig& config,
                                                       double tuning);

/// librosa.feature.tempogram over tempo in BPM.
/// @param loudest_mel  the largest value of the mel spectrogram (LoudestMel), >= 0
[[nodiscard]] std::unique_ptr<SoundChart> tempogram_chart(const SoundChartConfig& config,
                                                          double loudest_mel);

/// librosa.feature.mfcc. The colours' range is what 98 of 100 values lie in, those of the first two
/// coefficients left out: loudness and its fall over frequency are several times as large.
/// @param loudest_mel  as of tempogram_chart
[[nodiscard]] std::unique_ptr<SoundChart> mfcc_chart(const SoundChartConfig& config,
                                                     double loudest_mel);

}  // namespace earmark::plot
