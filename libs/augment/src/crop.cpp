#include "earmark/augment/crop.h"

#include <algorithm>

namespace earmark::augment {

Sound crop(Sound sound, std::size_t first, std::size_t n_frames) {
  sound.validate();
  const std::size_t begin = std::min(first, sound.n_frames());
  const std::size_t end = begin + std::min(n_frames, sound.n_frames() - begin);
  const auto n_channels = static_cast<std::size_t>(sound.n_channels);
  sound.samples.resize(end * n_channels);
  sound.samples.erase(sound.samples.begin(),
                      sound.samples.begin() + static_cast<std::ptrdiff_t>(begin * n_channels));
  return sound;
}

std::size_t random_crop_start(const Sound& sound, std::size_t n_frames, Rng& rng) {
  if (sound.n_frames() <= n_frames) {
    return 0;
  }
  const std::size_t n_starts = sound.n_frames() - n_frames + 1;
  return std::min(n_starts - 1,
                  static_cast<std::size_t>(rng.uniform() * static_cast<double>(n_starts)));
}

}  // namespace earmark::augment
