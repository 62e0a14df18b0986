#include "earmark/dsp/onset_strength.h"

#include <algorithm>
#include <cmath>

#include "padded.h"

namespace earmark::dsp {
namespace {

// Row i of an edge-reflected axis: d c b a | a b c d | d c b a.
std::size_t reflect(std::ptrdiff_t i, std::size_t n) {
  const auto period = static_cast<std::ptrdiff_t>(2 * n);
  i = (i % period + period) % period;
  return static_cast<std::size_t>(i < static_cast<std::ptrdiff_t>(n) ? i : period - 1 - i);
}

float median(std::vector<float>& values) {
  std::sort(values.begin(), values.end());
  const std::size_t half = values.size() / 2;
  return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2.0F;
}

}  // namespace

void OnsetStrengthConfig::validate() const {
  require(n_fft >= 1, "onset_strength: n_fft must be >= 1");
  require(hop_length >= 1, "onset_strength: hop_length must be >= 1");
  require(lag >= 1, "onset_strength: lag must be >= 1");
  require(max_size >= 1, "onset_strength: max_size must be >= 1");
}

OnsetStrength::OnsetStrength(const OnsetStrengthConfig& config) : config_{config} {
  config_.validate();
}

void OnsetStrength::process(MatrixView<const float> S, std::span<float> envelope,
                            Scratch& /*scratch*/) const {
  require_padded(S, "onset_strength", "S");
  require(S.rows() >= 1, "onset_strength: S must have a row");
  require(S.cols() > config_.lag, "onset_strength: S must have more than lag frames");
  require(envelope.size() == S.cols(), "onset_strength: envelope must have n_frames values");
  std::fill(envelope.begin(), envelope.end(), 0.0F);
  const std::size_t shift =
      config_.lag + (config_.center ? config_.n_fft / (2 * config_.hop_length) : 0);
  std::vector<float> flux(S.rows());
  const auto below = static_cast<std::ptrdiff_t>(config_.max_size / 2);
  for (std::size_t t = 0; t + config_.lag < S.cols() && t + shift < S.cols(); ++t) {
    double sum = 0.0;
    for (std::size_t m = 0; m < S.rows(); ++m) {
      float ref = S(m, t);
      for (std::size_t i = 0; i < config_.max_size; ++i) {
        const auto row = static_cast<std::ptrdiff_t>(m + i) - below;
        ref = std::max(ref, S(reflect(row, S.rows()), t));
      }
      flux[m] = std::max(0.0F, S(m, t + config_.lag) - ref);
      sum += static_cast<double>(flux[m]);
    }
    envelope[t + shift] = config_.aggregate == OnsetAggregate::kMedian
                              ? median(flux)
                              : static_cast<float>(sum / static_cast<double>(S.rows()));
  }
  if (config_.detrend) {
    double before = 0.0;
    double out = 0.0;
    for (float& value : envelope) {
      const double x = value;
      out = x - before + 0.99 * out;
      before = x;
      value = static_cast<float>(out);
    }
  }
}

}  // namespace earmark::dsp
