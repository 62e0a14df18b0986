#pragma once

#include <cstddef>

#include "earmark/augment/sound.h"
#include "earmark/base/rng.h"

namespace earmark::augment {

/// `n_frames` frames from the frame `first` on; where the sound ends before, what there is.
/// @throws std::invalid_argument  Sound::validate
[[nodiscard]] Sound crop(Sound sound, std::size_t first, std::size_t n_frames);

/// A first frame for a crop of `n_frames`, all that fit being equally likely; 0 where the sound
/// is not longer than the crop.
[[nodiscard]] std::size_t random_crop_start(const Sound& sound, std::size_t n_frames, Rng& rng);

}  // namespace earmark::augment
