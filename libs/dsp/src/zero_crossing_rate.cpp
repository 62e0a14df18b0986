#include "earmark/dsp/zero_crossing_rate.h"

#include <algorithm>
#include <numeric>

#include "block_sums.h"
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
  // Changes of sign on the way to the samples [first, end) of the padded signal; there are none in
  // the padding.
  const auto changes = [&](std::size_t first, std::size_t end) -> std::size_t {
    const std::size_t low = std::max(first, pad + 1) - pad;
    const std::size_t high = std::clamp(end, pad, pad + y.size()) - pad;
    return low < high ? count_sign_changes(y.subspan(low - 1, high - low + 1), config_.threshold,
                                           config_.zero_pos)
                      : 0;
  };
  auto& counts = scratch.block_counts;
  counts.resize((rate.size() - 1) * per_hop + per_frame);
  for (std::size_t b = 0; b < counts.size(); ++b) {
    counts[b] = changes(b * block, (b + 1) * block);
  }
  for (std::size_t t = 0; t < rate.size(); ++t) {
    const auto first = counts.begin() + static_cast<std::ptrdiff_t>(t * per_hop);
    auto n = std::accumulate(first, first + static_cast<std::ptrdiff_t>(per_frame), std::size_t{0});
    n -= changes(t * frame.hop_length, t * frame.hop_length + 1);
    n += config_.pad ? 1U : 0U;
    rate[t] = static_cast<float>(static_cast<double>(n) / static_cast<double>(frame.frame_length));
  }
}

}  // namespace earmark::dsp
