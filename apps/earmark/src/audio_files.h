#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace earmark::cli {

struct AudioFiles {
  std::vector<std::filesystem::path> files;
  std::size_t n_skipped = 0;  ///< files in folders that are not sound
};

/// What a list of files and folders names: files as given, whether they exist or not; folders by
/// the sound in them and below, sorted by path. In a folder, sound is what bears the name of sound
/// (a broken song is then reported, not passed over) or is sound by its content. Hidden files and
/// folders and links to folders are passed over.
///
/// @throws UsageError  a folder that cannot be listed or has no sound in it
[[nodiscard]] AudioFiles find_audio_files(const std::vector<std::string>& names);

}  // namespace earmark::cli
