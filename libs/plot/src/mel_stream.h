#pragma once

#include <functional>

#include "axes.h"
#include "earmark/dsp/mel_spectrogram.h"
#include "spectra_stream.h"

namespace earmark::plot {

/// How far under the loudest value librosa's decibels reach.
inline constexpr double kTopDb = 80;
/// The least power that librosa's decibels tell from none.
inline constexpr double kLeastPower = 1e-10;

[[nodiscard]] dsp::MelConfig mel_config(const SoundChartConfig& config);

/// librosa.feature.melspectrogram of a sound that comes block by block.
class MelStream {
 public:
  /// @param on_mel  called with the next frames [n_mels, n], padded
  MelStream(const SoundChartConfig& config, SpectraStream::OnSpectra on_mel);
  MelStream(const MelStream&) = delete;
  MelStream& operator=(const MelStream&) = delete;
  ~MelStream() = default;

  void push(std::span<const float> y) { spectra_.push(y); }
  void finish() { spectra_.finish(); }
  [[nodiscard]] std::size_t n_frames() const { return spectra_.n_frames(); }

 private:
  dsp::MelSpectrogram plan_;
  Matrix<float> mel_;
  SpectraStream::OnSpectra on_mel_;
  SpectraStream spectra_;
};

/// The same in decibels, cut kTopDb under what is loudest in the whole sound, as
/// librosa.power_to_db.
class MelDbStream {
 public:
  /// @param loudest_mel  >= 0
  MelDbStream(const SoundChartConfig& config, double loudest_mel,
              SpectraStream::OnSpectra on_mel_db);
  MelDbStream(const MelDbStream&) = delete;
  MelDbStream& operator=(const MelDbStream&) = delete;
  ~MelDbStream() = default;

  void push(std::span<const float> y) { mel_.push(y); }
  void finish() { mel_.finish(); }
  [[nodiscard]] std::size_t n_frames() const { return mel_.n_frames(); }

 private:
  float least_db_;
  Matrix<float> mel_db_;
  SpectraStream::OnSpectra on_mel_db_;
  MelStream mel_;
};

/// The largest of all values, or `least`.
[[nodiscard]] float largest_value(MatrixView<const float> values, float least);

/// Powers in decibels under `loudest`, at least -kTopDb, in place.
void to_db_under(Matrix<float>& powers, double loudest);

/// An axis in Hz whose places are even in mels, as the rows of a mel spectrogram are.
[[nodiscard]] Axis mel_axis(const SoundChartConfig& config);

}  // namespace earmark::plot
