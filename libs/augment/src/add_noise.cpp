#include "earmark/augment/add_noise.h"

#include <cmath>
#include <stdexcept>
#include <utility>

namespace earmark::augment {
namespace {

Sound noise_like(const Sound& sound, Rng& rng) {
  Sound noise{.samples = std::vector<float>(sound.samples.size()),
              .sample_rate = sound.sample_rate,
              .n_channels = sound.n_channels};
  for (float& x : noise.samples) {
    x = static_cast<float>(rng.normal());
  }
  return noise;
}

Sound with_noise(Sound sound, const Sound& noise, double scale) {
  for (std::size_t i = 0; i < sound.samples.size(); ++i) {
    sound.samples[i] = static_cast<float>(static_cast<double>(sound.samples[i]) +
                                          scale * static_cast<double>(noise.samples[i]));
  }
  return sound;
}

}  // namespace

Sound add_noise(Sound sound, double snr_db, Rng& rng) {
  sound.validate();
  if (!std::isfinite(snr_db)) {
    throw std::invalid_argument("add_noise: snr_db must be finite");
  }
  const Sound noise = noise_like(sound, rng);
  const double noise_energy = energy(noise);
  if (noise_energy <= 0) {
    return sound;
  }
  const double scale = std::sqrt(energy(sound) / noise_energy) * std::pow(10, -snr_db / 20);
  return with_noise(std::move(sound), noise, scale);
}

Sound add_noise_of_amplitude(Sound sound, double amplitude, Rng& rng) {
  sound.validate();
  if (!(amplitude >= 0 && std::isfinite(amplitude))) {
    throw std::invalid_argument("add_noise_of_amplitude: amplitude must be finite and >= 0");
  }
  const Sound noise = noise_like(sound, rng);
  return with_noise(std::move(sound), noise, amplitude);
}

std::optional<double> measured_snr_db(const Sound& clean, const Sound& noisy) {
  if (clean.samples.size() != noisy.samples.size() || clean.n_channels != noisy.n_channels) {
    throw std::invalid_argument("measured_snr_db: the sounds must have one shape");
  }
  double noise_energy = 0;
  for (std::size_t i = 0; i < clean.samples.size(); ++i) {
    const double noise =
        static_cast<double>(noisy.samples[i]) - static_cast<double>(clean.samples[i]);
    noise_energy += noise * noise;
  }
  const double clean_energy = energy(clean);
  if (noise_energy <= 0 || clean_energy <= 0) {
    return std::nullopt;
  }
  return 10 * std::log10(clean_energy / noise_energy);
}

}  // namespace earmark::augment
