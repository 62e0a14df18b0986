#include "earmark/plot/sound_survey.h"

#include <algorithm>
#include <vector>

#include "earmark/dsp/piptrack.h"
#include "earmark/dsp/pitch_tuning.h"
#include "mel_stream.h"

namespace earmark::plot {
namespace {

// numpy.median of float32 values: the mean of the two in the middle is taken in float.
float median(std::vector<float> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) {
    return *middle;
  }
  return (*std::max_element(values.begin(), middle) + *middle) / 2.0F;
}

dsp::PiptrackConfig piptrack_config(const SoundChartConfig& config) {
  dsp::PiptrackConfig piptrack;
  piptrack.sr = config.sr;
  piptrack.n_fft = config.n_fft;
  return piptrack;
}

}  // namespace

struct LoudestMel::State {
  explicit State(const SoundChartConfig& config)
      : mel{config,
            [this](MatrixView<const float> values) { loudest = largest_value(values, loudest); }} {}

  float loudest = 0;
  MelStream mel;
};

LoudestMel::LoudestMel(const SoundChartConfig& config) {
  config.validate();
  state_ = std::make_unique<State>(config);
}

LoudestMel::~LoudestMel() = default;

void LoudestMel::push(std::span<const float> y) { state_->mel.push(y); }

double LoudestMel::finish() {
  state_->mel.finish();
  return static_cast<double>(state_->loudest);
}

struct SoundTuning::State {
  explicit State(const SoundChartConfig& config)
      : n_left{static_cast<std::size_t>(kTuningSeconds * config.sr)},
        piptrack{piptrack_config(config)},
        spectra{config, SpectraStream::Values::kPower, [this](MatrixView<const float> S) {
                  piptrack.process(S, scratch, found);
                  peaks.pitches.insert(peaks.pitches.end(), found.pitches.begin(),
                                       found.pitches.end());
                  peaks.magnitudes.insert(peaks.magnitudes.end(), found.magnitudes.begin(),
                                          found.magnitudes.end());
                }} {}

  std::size_t n_left;
  dsp::Piptrack piptrack;
  dsp::Piptrack::Scratch scratch;
  dsp::Peaks found;
  dsp::Peaks peaks;
  SpectraStream spectra;
};

SoundTuning::SoundTuning(const SoundChartConfig& config) {
  config.validate();
  state_ = std::make_unique<State>(config);
}

SoundTuning::~SoundTuning() = default;

bool SoundTuning::push(std::span<const float> y) {
  const std::size_t n = std::min(y.size(), state_->n_left);
  state_->spectra.push(y.first(n));
  state_->n_left -= n;
  return state_->n_left > 0;
}

double SoundTuning::finish() {
  state_->spectra.finish();
  const auto& [pitches, magnitudes] = state_->peaks;
  if (pitches.empty()) {
    return 0;
  }
  const float threshold = median(magnitudes);
  std::vector<float> strong;
  for (std::size_t i = 0; i < pitches.size(); ++i) {
    if (magnitudes[i] >= threshold) {
      strong.push_back(pitches[i]);
    }
  }
  return dsp::pitch_tuning(strong);
}

}  // namespace earmark::plot
