#include "earmark/dsp/tempo.h"

#include <algorithm>
#include <cmath>

#include "padded.h"

namespace earmark::dsp {
namespace {

// librosa.time_to_frames(ac_size): whole samples first, then whole hops.
std::size_t window_frames(const TempoConfig& config) {
  config.validate();
  const double samples = std::floor(config.ac_size * config.sr);
  return static_cast<std::size_t>(samples / static_cast<double>(config.hop_length));
}

}  // namespace

void TempoConfig::validate() const {
  require(std::isfinite(sr) && sr > 0.0, "tempo: sr must be finite and > 0");
  require(hop_length >= 1, "tempo: hop_length must be >= 1");
  require(std::isfinite(start_bpm) && start_bpm > 0.0, "tempo: start_bpm must be finite and > 0");
  require(std_bpm > 0.0, "tempo: std_bpm must be > 0");
  constexpr double kMostHops = 1U << 20U;
  const double n_hops = ac_size * sr / static_cast<double>(hop_length);
  require(n_hops >= 2.0 && n_hops <= kMostHops, "tempo: ac_size must be 2 to 2^20 hops");
}

Tempo::Tempo(const TempoConfig& config) : tempogram_{{.win_length = window_frames(config)}} {
  const double frames_a_minute = 60.0 * config.sr;
  const double fastest = config.max_tempo.value_or(std::numeric_limits<double>::infinity());
  for (std::size_t lag = 1; lag < tempogram_.win_length(); ++lag) {
    const double bpm =
        frames_a_minute / (static_cast<double>(config.hop_length) * static_cast<double>(lag));
    if (bpm < fastest) {
      const double octaves = (std::log2(bpm) - std::log2(config.start_bpm)) / config.std_bpm;
      first_lag_ = bpm_.empty() ? lag : first_lag_;
      bpm_.push_back(bpm);
      log_prior_.push_back(config.log_prior ? config.log_prior(bpm) : -0.5 * octaves * octaves);
    }
  }
  require(!bpm_.empty(), "tempo: max_tempo is under every tempo that ac_size can show");
}

double Tempo::process(std::span<const float> onset_envelope, Scratch& scratch) const {
  scratch.mean.resize(bpm_.size());
  tempogram_.process_mean(onset_envelope, first_lag_, scratch.mean, scratch.tempogram);
  std::size_t best = 0;
  double best_score = -std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < bpm_.size(); ++i) {
    const double score = std::log1p(1e6 * scratch.mean[i]) + log_prior_[i];
    if (score > best_score) {
      best_score = score;
      best = i;
    }
  }
  return bpm_[best];
}

double Tempo::process_beat_track(std::span<const float> onset_envelope, Scratch& scratch) const {
  const bool silent = std::all_of(onset_envelope.begin(), onset_envelope.end(),
                                  [](float value) { return value == 0.0F; });
  return silent ? 0.0 : process(onset_envelope, scratch);
}

}  // namespace earmark::dsp
