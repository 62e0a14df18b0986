#include "mel_stream.h"

#include <algorithm>
#include <cmath>

#include "earmark/dsp/decibels.h"
#include "earmark/dsp/mel_scale.h"
#include "require.h"

namespace earmark::plot {

dsp::MelConfig mel_config(const SoundChartConfig& config) {
  return {.sr = config.sr, .n_fft = config.n_fft, .n_mels = config.n_mels};
}

MelStream::MelStream(const SoundChartConfig& config, SpectraStream::OnSpectra on_mel)
    : plan_{mel_config(config)},
      on_mel_{std::move(on_mel)},
      spectra_{config, SpectraStream::Values::kPower, [this](MatrixView<const float> S) {
                 mel_.resize(plan_.n_mels(), S.cols());
                 plan_.process(S, mel_.view());
                 on_mel_(mel_.view());
               }} {}

MelDbStream::MelDbStream(const SoundChartConfig& config, double loudest_mel,
                         SpectraStream::OnSpectra on_mel_db)
    : least_db_{static_cast<float>(10 * std::log10(std::max(loudest_mel, kLeastPower)) - kTopDb)},
      on_mel_db_{std::move(on_mel_db)},
      mel_{config, [this](MatrixView<const float> mel) {
             mel_db_.resize(mel.rows(), mel.cols());
             dsp::power_to_db(mel, mel_db_.view(), {.top_db = std::nullopt});
             for (std::size_t r = 0; r < mel_db_.rows(); ++r) {
               std::ranges::transform(mel_db_.row(r), mel_db_.row(r).begin(),
                                      [this](float db) { return std::max(db, least_db_); });
             }
             on_mel_db_(mel_db_.view());
           }} {
  require(std::isfinite(loudest_mel) && loudest_mel >= 0, "sound_chart: loudest_mel must be >= 0");
}

float largest_value(MatrixView<const float> values, float least) {
  for (std::size_t r = 0; r < values.rows(); ++r) {
    for (const float value : values.row(r)) {
      least = std::max(least, value);
    }
  }
  return least;
}

void to_db_under(Matrix<float>& powers, double loudest) {
  if (powers.cols() == 0) {
    return;
  }
  dsp::power_to_db(powers.view(), powers.view(), {.ref = loudest, .top_db = std::nullopt});
  for (std::size_t r = 0; r < powers.rows(); ++r) {
    for (float& db : powers.row(r)) {
      db = std::max(db, static_cast<float>(-kTopDb));
    }
  }
}

Axis mel_axis(const SoundChartConfig& config) {
  // The lowest triangle peaks one of n_mels + 1 equal steps above 0, the highest one below sr / 2;
  // each row reaches half a step to either side of its peak.
  const double step = dsp::hz_to_mel(config.sr / 2) / static_cast<double>(config.n_mels + 1);
  const auto n = static_cast<double>(config.n_mels);
  const Scale scale{ScaleKind::kMel, dsp::mel_to_hz(step / 2), dsp::mel_to_hz((n + 0.5) * step)};
  std::vector<Tick> ticks = octave_ticks(64, scale.low(), scale.high(), 12);
  return {scale, "Frequency (Hz)", "Hz", std::move(ticks)};
}

}  // namespace earmark::plot
