#include "earmark/dsp/zero_crossing_rate.h"

#include <algorithm>
#include <numeric>

#include "padded.h"

namespace earmark::dsp {

void ZeroCrossingRateConfig::validate() const {
  frame.validate();
  require(threshold >= 0.0F, "zero_crossing_rate: threshold must be >= 0");
}

ZeroCrossingRate::ZeroCrossingRate(const ZeroCrossingRateConfig& config) : config_{config} {
  config_.validate();
}

void ZeroCrossingRate::process(std::span<const float> y, std::span<float> rate,
                               Scratch& scratch) const {
  const FrameConfig& frame = config_.frame;
  require(rate.size() == frame.n_frames(y.size()),
          "zero_crossing_rate: rate must have n_frames values");
  const std::size_t block = std::gcd(frame.frame_length, frame.hop_length);
  const std::size_t per_frame = frame.frame_length / block;
  const std::size_t per_hop = frame.hop_length / block;
  const std::size_t pad = frame.center ? frame.frame_length / 2 : 0;
  const auto sign = [&](float x) {
    const int negative = x < -config_.threshold ? 1 : 0;
    const int positive = !config_.zero_pos && x > config_.threshold ? 1 : 0;
    return positive - negative;
  };
  // Whether sample i of the padded signal differs from the one before; the padding never does.
  const auto crosses = [&](std::size_t i) {
    return i > pad && i < pad + y.size() && sign(y[i - pad]) != sign(y[i - pad - 1]);
  };
  auto& counts = scratch.block_counts;
  counts.assign((rate.size() - 1) * per_hop + per_frame, 0);
  for (std::size_t i = 0; i < counts.size() * block; ++i) {
    counts[i / block] += crosses(i) ? 1U : 0U;
  }
  for (std::size_t t = 0; t < rate.size(); ++t) {
    const auto first = counts.begin() + static_cast<std::ptrdiff_t>(t * per_hop);
    auto n = std::accumulate(first, first + static_cast<std::ptrdiff_t>(per_frame), 0U);
    n -= crosses(t * frame.hop_length) ? 1U : 0U;
    n += config_.pad ? 1U : 0U;
    rate[t] = static_cast<float>(static_cast<double>(n) / static_cast<double>(frame.frame_length));
  }
}

}  // namespace earmark::dsp
