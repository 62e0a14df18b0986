#include "earmark/dsp/piptrack.h"

#include <algorithm>
#include <cmath>

#include "earmark/dsp/mel_scale.h"
#include "padded.h"

namespace earmark::dsp {
namespace {

// Sums and products are rounded to float or kept in double just where librosa's are, because
// decisions follow.
Peak refine(float left, float centre, float right, double bin, double sr, double n_fft) {
  const double a = static_cast<double>(left + right) - 2.0 * static_cast<double>(centre);
  const double b = static_cast<double>(right - left) / 2.0;
  const float shift = std::abs(b) >= std::abs(a) ? 0.0F : static_cast<float>(-b / a);
  const float slope = (right - left) / 2.0F;
  return {.frequency_hz = static_cast<float>((bin + static_cast<double>(shift)) * sr / n_fft),
          .magnitude = centre + 0.5F * slope * shift};
}

}  // namespace

void PiptrackConfig::validate() const {
  require(std::isfinite(sr) && sr > 0.0, "piptrack: sr must be finite and > 0");
  require(n_fft >= 4, "piptrack: n_fft must be >= 4");
  require(!std::isnan(fmin) && !std::isnan(fmax), "piptrack: fmin and fmax must be numbers");
  require(!std::isnan(threshold), "piptrack: threshold must be a number");
}

Piptrack::Piptrack(const PiptrackConfig& config) : config_{config} {
  config_.validate();
  const auto bins = fft_frequencies(config_.sr, config_.n_fft);
  const double fmax = std::min(config_.fmax, config_.sr / 2.0);
  const auto at_least = [&](double hz) {
    return static_cast<std::size_t>(std::lower_bound(bins.begin(), bins.end(), hz) - bins.begin());
  };
  first_bin_ = std::max<std::size_t>(1, at_least(config_.fmin));
  end_bin_ = std::max(first_bin_, at_least(fmax));
}

void Piptrack::process(MatrixView<const float> S, Scratch& scratch,
                       std::vector<Peak>& peaks) const {
  require_shape(S, config_.n_fft / 2 + 1, S.cols(), "piptrack", "S");
  require_padded(S, "piptrack", "S");
  peaks.clear();
  auto& ref = scratch.ref;
  ref.assign(S.stride(), 0.0F);
  for (std::size_t k = 0; k < S.rows() && !config_.ref; ++k) {
    for (std::size_t t = 0; t < S.cols(); ++t) {
      ref[t] = std::max(ref[t], S(k, t));
    }
  }
  for (float& value : ref) {
    value = config_.ref ? static_cast<float>(std::abs(*config_.ref))
                        : static_cast<float>(config_.threshold) * value;
  }
  const auto n_fft = static_cast<double>(config_.n_fft);
  for (std::size_t k = first_bin_; k < end_bin_; ++k) {
    for (std::size_t t = 0; t < S.cols(); ++t) {
      const float centre = S(k, t);
      if (centre > ref[t] && centre > S(k - 1, t) && centre >= S(k + 1, t)) {
        peaks.push_back(
            refine(S(k - 1, t), centre, S(k + 1, t), static_cast<double>(k), config_.sr, n_fft));
      }
    }
  }
}

}  // namespace earmark::dsp
