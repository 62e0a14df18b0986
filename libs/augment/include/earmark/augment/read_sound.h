#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "earmark/augment/sound.h"

namespace earmark::augment {

/// Samples, over all channels, of the longest sound that read_sound() takes by itself: 19 minutes
/// in stereo at 44.1 kHz, 400 MB.
inline constexpr std::size_t kMaxSamples = 100'000'000;

struct ReadSound {
  Sound sound;
  std::vector<std::string> warnings = {};  ///< as audio::Reader::warnings
};

/// A file of any format that audio::Reader knows, with its own channels and rate.
/// @throws DecodeError  as audio::Reader; kind "too_long": more samples than max_samples; kind
///                      "decode": there is no sound in it
[[nodiscard]] ReadSound read_sound(const std::filesystem::path& path,
                                   std::size_t max_samples = kMaxSamples);

}  // namespace earmark::augment
