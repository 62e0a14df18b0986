#include "earmark/dsp/pitch_tuning.h"

#include <algorithm>
#include <cmath>

#include "padded.h"

namespace earmark::dsp {
namespace {

// Deviation from the nearest note, in [-0.5, 0.5), in float as librosa computes it: the histogram
// compares these rounded values with its edges.
float deviation(float frequency_hz, float bins_per_octave) {
  const float octave = std::log2(frequency_hz / 27.5F);
  float residual = std::fmod(bins_per_octave * octave, 1.0F);
  residual += residual < 0.0F ? 1.0F : 0.0F;
  return residual >= 0.5F ? residual - 1.0F : residual;
}

}  // namespace

double pitch_tuning(std::span<const float> frequencies, double resolution,
                    std::size_t bins_per_octave, std::vector<std::size_t>& counts) {
  require(resolution >= kFinestTuning && resolution <= 1.0,
          "pitch_tuning: resolution must lie in [1e-6, 1]");
  require(bins_per_octave >= 1, "pitch_tuning: bins_per_octave must be >= 1");
  const auto n_bins = static_cast<std::size_t>(std::ceil(1.0 / resolution));
  const double step = 1.0 / static_cast<double>(n_bins);
  const auto edge = [&](std::size_t i) {
    return i == n_bins ? 0.5 : static_cast<double>(i) * step - 0.5;
  };
  counts.assign(n_bins, 0);
  bool any = false;
  for (const float hz : frequencies) {
    if (!(hz > 0.0F)) {
      continue;
    }
    any = true;
    const double value = deviation(hz, static_cast<float>(bins_per_octave));
    auto bin = static_cast<std::size_t>(std::max(0.0, (value + 0.5) / step));
    bin = std::min(bin, n_bins - 1);
    // The quotient above may round across an edge.
    bin -= bin > 0 && value < edge(bin) ? 1U : 0U;
    bin += bin + 1 < n_bins && value >= edge(bin + 1) ? 1U : 0U;
    ++counts[bin];
  }
  const auto fullest = std::max_element(counts.begin(), counts.end()) - counts.begin();
  return any ? edge(static_cast<std::size_t>(fullest)) : 0.0;
}

double pitch_tuning(std::span<const float> frequencies, double resolution,
                    std::size_t bins_per_octave) {
  std::vector<std::size_t> counts;
  return pitch_tuning(frequencies, resolution, bins_per_octave, counts);
}

}  // namespace earmark::dsp
