#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "earmark/base/errors.h"
#include "earmark/ml/tracks.h"

namespace earmark::cli {

/// A changed copy to be made.
struct AugmentedFile {
  std::filesystem::path input;
  std::optional<DecodeError> error;  ///< as AudioFile::error
  std::string name;                  ///< the song's name under the output folder, without ending
  std::size_t copy = 0;              ///< counted from 1
  std::filesystem::path out;
};

struct AugmentedFilesConfig {
  std::string folder;          ///< that the copies go to
  std::string ending = "wav";  ///< without a dot
  std::size_t n_copies = 1;
  bool overwrite = false;  ///< files that are there, but never an input
};

/// What becomes of which file, song by song, copy by copy. A song of a named folder keeps the
/// folders between, one named by itself has none. The copies of a song "blues/0.mp3" are
/// "blues/0.wav", or "blues/0.1.wav" and so on where there are several. Songs that differ by their
/// endings alone keep these ("0.mp3.wav").
/// @throws UsageError  as find_audio_files; two songs would have one name, a copy would be one of
///                     the inputs, or is there already
[[nodiscard]] std::vector<AugmentedFile> list_augmented_files(
    const std::vector<std::string>& inputs, const AugmentedFilesConfig& config);

/// The same of a list of tracks, whose ids are the songs' names, with what leads out of the folder
/// left out. The copies of tracks[i] begin at i * n_copies.
/// @throws UsageError  as above
[[nodiscard]] std::vector<AugmentedFile> list_augmented_tracks(const std::vector<ml::Track>& tracks,
                                                               const AugmentedFilesConfig& config);

}  // namespace earmark::cli
