#include "earmark/augment/sound.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace earmark::augment {

void Sound::validate() const {
  if (sample_rate <= 0) {
    throw std::invalid_argument("Sound: sample_rate must be positive");
  }
  if (n_channels <= 0) {
    throw std::invalid_argument("Sound: n_channels must be positive");
  }
  if (samples.size() % static_cast<std::size_t>(n_channels) != 0) {
    throw std::invalid_argument("Sound: samples must fill whole frames");
  }
}

double energy(const Sound& sound) {
  double sum = 0;
  for (const float x : sound.samples) {
    sum += static_cast<double>(x) * static_cast<double>(x);
  }
  return sum;
}

double peak(const Sound& sound) {
  float largest = 0;
  for (const float x : sound.samples) {
    largest = std::max(largest, std::abs(x));
  }
  return largest;
}

bool is_finite(const Sound& sound) {
  return std::all_of(sound.samples.begin(), sound.samples.end(),
                     [](float x) { return std::isfinite(x); });
}

}  // namespace earmark::augment
