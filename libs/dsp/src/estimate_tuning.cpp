#include "earmark/dsp/estimate_tuning.h"

#include <algorithm>

#include "earmark/dsp/pitch_tuning.h"
#include "padded.h"

namespace earmark::dsp {
namespace {

// numpy.median of float32 values: the mean of the two in the middle is taken in float.
float median(std::vector<float>& values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) {
    return *middle;
  }
  return (*std::max_element(values.begin(), middle) + *middle) / 2.0F;
}

}  // namespace

void EstimateTuningConfig::validate() const {
  piptrack.validate();
  require(resolution >= kFinestTuning && resolution <= 1.0,
          "estimate_tuning: resolution must lie in [1e-6, 1]");
  require(bins_per_octave >= 1, "estimate_tuning: bins_per_octave must be >= 1");
}

EstimateTuning::EstimateTuning(const EstimateTuningConfig& config)
    : config_{config}, piptrack_{config.piptrack} {
  config_.validate();
}

double EstimateTuning::process(MatrixView<const float> S, Scratch& scratch) const {
  piptrack_.process(S, scratch.piptrack, scratch.peaks);
  const auto& [pitches, magnitudes] = scratch.peaks;
  if (pitches.empty()) {
    return 0.0;
  }
  auto& values = scratch.values;
  values.assign(magnitudes.begin(), magnitudes.end());
  const float threshold = median(values);
  values.clear();
  for (std::size_t i = 0; i < pitches.size(); ++i) {
    if (magnitudes[i] >= threshold) {
      values.push_back(pitches[i]);
    }
  }
  return pitch_tuning(values, config_.resolution, config_.bins_per_octave, scratch.counts);
}

}  // namespace earmark::dsp
