#include "earmark/augment/reverberate.h"

#include <cmath>
#include <stdexcept>

#include "convolve.h"

namespace earmark::augment {
namespace {

/// Noise that decays by 60 dB over its length, of the energy that the configuration wants.
std::vector<float> room(const ReverberationConfig& config, int sample_rate, Rng& rng) {
  const auto n = static_cast<std::size_t>(std::ceil(config.decay_s * sample_rate));
  std::vector<float> impulse(n);
  double sum = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const double decay = std::pow(10, -3.0 * static_cast<double>(i) / static_cast<double>(n));
    const double x = decay * rng.normal();
    impulse[i] = static_cast<float>(x);
    sum += x * x;
  }
  const double wanted = std::pow(10, -config.direct_to_reverb_db / 10);
  const double scale = sum > 0 ? std::sqrt(wanted / sum) : 0;
  for (float& x : impulse) {
    x = static_cast<float>(scale * static_cast<double>(x));
  }
  return impulse;
}

}  // namespace

void ReverberationConfig::validate() const {
  if (!(decay_s >= 0.05 && decay_s <= 10)) {
    throw std::invalid_argument("ReverberationConfig: decay_s must be from 0.05 to 10");
  }
  if (!(direct_to_reverb_db >= -20 && direct_to_reverb_db <= 60)) {
    throw std::invalid_argument("ReverberationConfig: direct_to_reverb_db must be from -20 to 60");
  }
}

Sound reverberate(const Sound& sound, const ReverberationConfig& config, Rng& rng) {
  sound.validate();
  config.validate();
  Sound result = sound;
  for (std::size_t c = 0; c < static_cast<std::size_t>(sound.n_channels); ++c) {
    const std::vector<float> impulse = room(config, sound.sample_rate, rng);
    add_convolved(sound, c, impulse, result);
  }
  return result;
}

}  // namespace earmark::augment
