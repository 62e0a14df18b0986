#pragma once

#include <cstddef>
#include <memory>
#include <span>

#include "earmark/plot/sound_chart.h"

namespace earmark::plot {

/// The largest value of a sound's mel spectrogram: librosa's power_to_db cuts what lies 80 dB under
/// it, so that it must be known before the first frame. Not thread-safe.
class LoudestMel {
 public:
  /// @throws std::invalid_argument  as SoundChartConfig::validate
  explicit LoudestMel(const SoundChartConfig& config);
  ~LoudestMel();
  LoudestMel(const LoudestMel&) = delete;
  LoudestMel& operator=(const LoudestMel&) = delete;

  void push(std::span<const float> y);
  /// Once, after the last push(): a power >= 0.
  [[nodiscard]] double finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// How much of a sound SoundTuning listens to.
inline constexpr double kTuningSeconds = 300;

/// Deviation of a sound from A440, as librosa.estimate_tuning of its power spectrogram, from its
/// first kTuningSeconds. Not thread-safe.
class SoundTuning {
 public:
  /// @throws std::invalid_argument  as SoundChartConfig::validate
  explicit SoundTuning(const SoundChartConfig& config);
  ~SoundTuning();
  SoundTuning(const SoundTuning&) = delete;
  SoundTuning& operator=(const SoundTuning&) = delete;

  /// @return  whether more is of use
  bool push(std::span<const float> y);
  /// Once, after the last push(): in [-0.5, 0.5) semitones.
  [[nodiscard]] double finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace earmark::plot
