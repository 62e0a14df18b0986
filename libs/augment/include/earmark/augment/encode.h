#pragma once

#include <cstddef>
#include <vector>

#include "earmark/augment/sound.h"

namespace earmark::augment {

enum class FileFormat {
  wav,  ///< 32 bit floats: nothing is rounded or clipped
  flac  ///< 24 bit, so samples beyond full scale are clipped
};

/// A file's content with the sound; the same sound gives the same bytes.
/// @throws AugmentError           FLAC takes no more than 8 channels and 655 350 Hz
/// @throws std::invalid_argument  Sound::validate
[[nodiscard]] std::vector<std::byte> encode(const Sound& sound, FileFormat format);

/// Samples whose magnitude is over 1.
[[nodiscard]] std::size_t n_beyond_full_scale(const Sound& sound);

}  // namespace earmark::augment
