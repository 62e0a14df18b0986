#pragma once

#include <sndfile.h>

#include <cstddef>
#include <functional>
#include <vector>

#include "earmark/augment/sound.h"

namespace earmark::augment {

/// The sound as a file's content, by libsndfile.
/// @param format  a sum of its SF_FORMAT_ values
/// @param set_up  called before the first sample is written, for its commands
/// @throws AugmentError  libsndfile does not write such a sound so
[[nodiscard]] std::vector<std::byte> write_to_memory(const Sound& sound, int format,
                                                     const std::function<void(SNDFILE*)>& set_up);

}  // namespace earmark::augment
