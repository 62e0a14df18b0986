#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "earmark/base/errors.h"

namespace earmark::cli {

struct AudioFile {
  std::filesystem::path path;
  std::optional<DecodeError>
      error;  ///< why a folder inside a named one could not be looked through
};

struct AudioFiles {
  std::vector<AudioFile> files;
  std::size_t n_skipped = 0;  ///< files in folders that are not sound
};

/// Whether a file found in a folder is a song: it bears the name of sound (a broken song is then
/// reported, not passed over) or is sound by its content.
[[nodiscard]] bool is_sound(const std::filesystem::path& file);

/// What a list of files and folders names: files as given, whether they exist or not; folders by
/// the sound in them and below (is_sound), sorted by path. Hidden files and folders and links to
/// folders are passed over. A folder below that cannot be listed stands among the files, with the
/// error.
///
/// @throws UsageError  a folder of `names` that cannot be listed or has no sound in it
[[nodiscard]] AudioFiles find_audio_files(const std::vector<std::string>& names);

}  // namespace earmark::cli
