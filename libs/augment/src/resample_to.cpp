#include "earmark/augment/resample_to.h"

#include "resample_frames.h"

namespace earmark::augment {

Sound resample_to(Sound sound, int sample_rate) {
  sound.validate();
  const audio::ResamplerConfig config{.orig_sr = static_cast<double>(sound.sample_rate),
                                      .target_sr = static_cast<double>(sample_rate)};
  config.validate();
  if (sample_rate == sound.sample_rate) {
    return sound;
  }
  const auto orig = static_cast<std::size_t>(sound.sample_rate);
  const std::size_t n_frames =
      (sound.n_frames() * static_cast<std::size_t>(sample_rate) + orig - 1) / orig;
  Sound result = resample_frames(sound, config, n_frames);
  result.sample_rate = sample_rate;
  return result;
}

}  // namespace earmark::augment
