#pragma once

#include "earmark/augment/sound.h"

namespace earmark::augment {

/// The sound at another rate, as audio::Resampler makes it (libsoxr's HQ): ceil(n_frames * rate /
/// sample_rate) frames. The one change of this library that changes the rate.
/// @param sample_rate  Hz, > 0
/// @throws std::invalid_argument  audio::ResamplerConfig::validate, Sound::validate
[[nodiscard]] Sound resample_to(Sound sound, int sample_rate);

}  // namespace earmark::augment
