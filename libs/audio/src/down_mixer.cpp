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
  // Eight running sums, so that the compiler can use vectors without changing any order of
  // addition. Squares in double: those of floats may overflow float.
  constexpr std::size_t kLanes = 8;
  std::array<double, kLanes> mean_sums{};
  std::array<double, kLanes> channel_sums{};
  for (std::size_t first = 0; first < mono.size(); first += kLanes) {
    const std::size_t n = std::min(kLanes, mono.size() - first);
    std::array<float, 2 * kLanes> pairs{};
    std::copy_n(interleaved.begin() + static_cast<std::ptrdiff_t>(2 * first), 2 * n, pairs.begin());
    std::array<float, kLanes> means{};
    for (std::size_t k = 0; k < kLanes; ++k) {
      const double left = pairs[2 * k];
      const double right = pairs[2 * k + 1];
      const double mean = (left + right) * 0.5;
      means[k] = static_cast<float>(mean);
      mean_sums[k] += mean * mean;
      channel_sums[k] += left * left + right * right;
    }
    std::copy_n(means.begin(), n, mono.begin() + static_cast<std::ptrdiff_t>(first));
  }
  for (std::size_t k = 0; k < kLanes; ++k) {
    mean_energy_ += mean_sums[k];
    channel_energy_ += channel_sums[k] / 2;
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
