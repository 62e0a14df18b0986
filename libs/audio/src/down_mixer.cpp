#include "down_mixer.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace earmark::audio {

void ChannelEnergies::add(std::span<const float> interleaved) {
  for (std::size_t i = 0; i < interleaved.size(); ++i) {
    const double sample = interleaved[i];
    energies_[i % energies_.size()] += sample * sample;
  }
}

std::size_t ChannelEnergies::loudest() const {
  return static_cast<std::size_t>(std::max_element(energies_.begin(), energies_.end()) -
                                  energies_.begin());
}

std::span<const float> DownMixer::mix(std::span<const float> interleaved, std::span<float> mono) {
  if (n_channels_ == 1) {
    return interleaved;
  }
  mono = mono.first(interleaved.size() / n_channels_);
  if (chosen_) {
    for (std::size_t i = 0; i < mono.size(); ++i) {
      mono[i] = interleaved[i * n_channels_ + *chosen_];
    }
  } else if (n_channels_ == 2) {
    mix_two(interleaved, mono);
  } else {
    mix_many(interleaved, mono);
  }
  return mono;
}

void DownMixer::mix_two(std::span<const float> interleaved, std::span<float> mono) {
  // Running sums side by side, so that the compiler can use vectors without changing any order of
  // addition, in float over stretches short enough to lose nothing that matters to a ratio.
  constexpr std::size_t kLanes = 8;
  constexpr std::size_t kStretch = 1024;
  for (std::size_t begin = 0; begin < mono.size(); begin += kStretch) {
    const std::size_t n = std::min(kStretch, mono.size() - begin);
    const float* const pairs = interleaved.data() + 2 * begin;
    float* const means = mono.data() + begin;
    std::array<float, kLanes> mean_sums{};
    std::array<float, kLanes> channel_sums{};
    const auto mix_one = [&](std::size_t i, std::size_t lane) {
      const float left = pairs[2 * i];
      const float right = pairs[2 * i + 1];
      const float mean = 0.5F * left + 0.5F * right;
      means[i] = mean;
      mean_sums[lane] += mean * mean;
      channel_sums[lane] += left * left + right * right;
    };
    const std::size_t n_whole = n / kLanes * kLanes;
    for (std::size_t i = 0; i < n_whole; i += kLanes) {
      for (std::size_t lane = 0; lane < kLanes; ++lane) {
        mix_one(i + lane, lane);
      }
    }
    for (std::size_t i = n_whole; i < n; ++i) {
      mix_one(i, 0);
    }
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      mean_energy_ += static_cast<double>(mean_sums[lane]);
      channel_energy_ += static_cast<double>(channel_sums[lane]) / 2;
    }
  }
}

void DownMixer::mix_many(std::span<const float> interleaved, std::span<float> mono) {
  const auto n = static_cast<double>(n_channels_);
  for (std::size_t i = 0; i < mono.size(); ++i) {
    double sum = 0;
    double energy = 0;
    for (const double sample : interleaved.subspan(i * n_channels_, n_channels_)) {
      sum += sample;
      energy += sample * sample;
    }
    const double mean = sum / n;
    mono[i] = static_cast<float>(mean);
    mean_energy_ += mean * mean;
    channel_energy_ += energy / n;
  }
}

}  // namespace earmark::audio
