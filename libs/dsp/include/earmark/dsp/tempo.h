#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "earmark/dsp/tempogram.h"

namespace earmark::dsp {

/// Parameters of tempo estimation, with librosa's names and defaults.
struct TempoConfig {
  double sr = 22050.0;           ///< sample rate in Hz, > 0
  std::size_t hop_length = 512;  ///< samples between values of the envelope, >= 1
  double start_bpm = 120.0;      ///< centre of the prior, > 0
  double std_bpm = 1.0;          ///< its spread in octaves, > 0
  double ac_size = 8.0;          ///< seconds of an autocorrelation window: 2 to 2^20 hops
  std::optional<double> max_tempo = 320.0;  ///< in BPM; nullopt: no limit
  /// Natural logarithm of another prior of a tempo in BPM, in place of start_bpm and std_bpm.
  std::function<double(double bpm)> log_prior = nullptr;

  /// @throws std::invalid_argument  a value out of its range
  void validate() const;
};

/// Global tempo of an onset envelope, as librosa.feature.tempo(onset_envelope=...): the best lag of
/// the tempogram's mean over time, weighted by a log-normal prior.
///
/// librosa.beat.beat_track(y=y)[0] is this on an envelope made with the median over bands, and 0
/// for an envelope that is all zero; librosa.feature.tempo(y=y) takes the mean over bands.
///
/// Thread-safe.
class Tempo {
 public:
  /// @throws std::invalid_argument  as TempoConfig::validate
  explicit Tempo(const TempoConfig& config = {});

  /// Working memory, owned by the caller, one for each thread; after the largest input nothing is
  /// allocated.
  struct Scratch {
    Tempogram::Scratch tempogram;
    std::vector<double> mean;
  };

  /// @param onset_envelope  [n_frames], finite, not empty
  /// @return                BPM
  /// @throws std::invalid_argument  the envelope is empty
  [[nodiscard]] double process(std::span<const float> onset_envelope, Scratch& scratch) const;

  /// The tempo as librosa.beat.beat_track reports it: 0 where the envelope is all zero, else as
  /// process().
  [[nodiscard]] double process_beat_track(std::span<const float> onset_envelope,
                                          Scratch& scratch) const;

 private:
  Tempogram tempogram_;
  std::size_t first_lag_ = 0;
  std::vector<double> bpm_;
  std::vector<double> log_prior_;
};

}  // namespace earmark::dsp
