#include "level_meter.h"

#include <algorithm>
#include <cmath>

namespace earmark::check {
namespace {

/// The largest sample of 16 bits is 0.99997.
constexpr float kFullScale = 0.9999F;
constexpr std::size_t kLeastRun = 3;
/// Under it the steps of 16 bits make tops flat: a sine wave's by up to 0.8 % of its samples here.
constexpr float kLeastFlatPeak = 0.1F;

/// What a run that has grown to `run` adds to those counted: all of it once it is long enough.
std::size_t newly_counted(std::size_t run) {
  return run < kLeastRun ? 0 : (run == kLeastRun ? kLeastRun : 1);
}

}  // namespace

void LevelMeter::Channel::add(float x) {
  const float level = std::abs(x);
  ++n_samples;
  const bool same_side = (x > 0.0F) == (last > 0.0F);
  full_run = level < kFullScale ? 0 : (same_side ? full_run + 1 : 1);
  n_full += newly_counted(full_run);
  if (level > peak) {
    peak = level;
    n_flat = 0;
    flat_run = 1;
  } else if (level == peak) {
    flat_run = x == last ? flat_run + 1 : 1;
    n_flat += newly_counted(flat_run);
  }
  last = x;
}

void LevelMeter::add(std::span<const float> interleaved) {
  for (std::size_t i = 0; i < interleaved.size(); i += channels_.size()) {
    for (std::size_t c = 0; c < channels_.size(); ++c) {
      channels_[c].add(interleaved[i + c]);
    }
  }
}

float LevelMeter::peak() const {
  float peak = 0.0F;
  for (const Channel& channel : channels_) {
    peak = std::max(peak, channel.peak);
  }
  return peak;
}

double LevelMeter::clipped_share() const {
  double share = 0.0;
  for (const Channel& channel : channels_) {
    if (channel.n_samples > 0) {
      const std::size_t n_flat = channel.peak < kLeastFlatPeak ? 0 : channel.n_flat;
      share = std::max(share, static_cast<double>(std::max(channel.n_full, n_flat)) /
                                  static_cast<double>(channel.n_samples));
    }
  }
  return share;
}

}  // namespace earmark::check
