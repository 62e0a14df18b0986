#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "earmark/plot/picture.h"
#include "plot_sound.h"

namespace earmark::inference {
class Classifier;
}

namespace earmark::cli {

/// How a song's genre goes over time, as `predict --timeline` hears it.
/// @throws DecodeError, BundleError
[[nodiscard]] SoundPicture draw_genres(const inference::Classifier& classifier,
                                       const std::filesystem::path& song, double hop_s,
                                       std::size_t n_threads, const plot::PictureOptions& options,
                                       const OnShare& on_share);

/// The 57 features of two songs' segments of 3 s side by side.
/// @throws DecodeError
[[nodiscard]] SoundPicture draw_comparison(const std::filesystem::path& first,
                                           const std::filesystem::path& second,
                                           const plot::PictureOptions& options,
                                           const OnShare& on_share);

}  // namespace earmark::cli
