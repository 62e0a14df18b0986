#include "audio_files.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>

#include "earmark/audio/reader.h"
#include "earmark/command_line/interrupt.h"
#include "earmark/command_line/usage.h"

namespace earmark::cli {
namespace {

namespace fs = std::filesystem;

bool has_sound_name(const fs::path& file) {
  constexpr std::array<std::string_view, 20> kExtensions{
      ".aac", ".ac3",  ".aif", ".aifc", ".aiff", ".au",   ".flac", ".m4a", ".mp1", ".mp2",
      ".mp3", ".mpga", ".oga", ".ogg",  ".opus", ".rf64", ".snd",  ".w64", ".wav", ".wma"};
  std::string extension = file.extension().string();
  std::transform(extension.begin(), extension.end(), extension.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return std::find(kExtensions.begin(), kExtensions.end(), extension) != kExtensions.end();
}

struct Listing {
  std::vector<fs::directory_entry> entries;  ///< sorted by path
  std::error_code error;                     ///< why it may not be whole
};

Listing list_folder(const fs::path& folder) {
  Listing listing;
  for (fs::directory_iterator at{folder, listing.error}; !listing.error && at != end(at);
       at.increment(listing.error)) {
    listing.entries.push_back(*at);
  }
  std::sort(listing.entries.begin(), listing.entries.end());
  return listing;
}

std::string cannot_list(const fs::path& folder, const std::error_code& error) {
  return "cannot list the folder " + folder.string() + ": " + error.message();
}

void add_sound_of(const Listing& listing, AudioFiles& found) {
  for (const fs::directory_entry& entry : listing.entries) {
    throw_if_interrupted();
    const fs::path& path = entry.path();
    if (path.filename().string().front() == '.') {
      continue;
    }
    std::error_code ignored;
    if (!entry.is_directory(ignored)) {
      if (is_sound(path)) {
        found.files.push_back({path, {}});
      } else {
        ++found.n_skipped;
      }
      continue;
    }
    // A link to a folder could lead in a circle; the folder itself is met on its own way.
    if (entry.is_symlink(ignored)) {
      continue;
    }
    const Listing below = list_folder(path);
    add_sound_of(below, found);
    if (below.error) {
      found.files.push_back(
          {path, DecodeError{below.error == std::errc::permission_denied ? "permission" : "decode",
                             cannot_list(path, below.error)}});
    }
  }
}

}  // namespace

bool is_sound(const fs::path& file) {
  if (has_sound_name(file)) {
    return true;
  }
  try {
    (void)audio::Reader::open(file);
    return true;
  } catch (const DecodeError&) {
    return false;
  }
}

AudioFiles find_audio_files(const std::vector<std::string>& names) {
  AudioFiles found;
  for (const std::string& name : names) {
    std::error_code error;
    if (!fs::is_directory(name, error)) {
      found.files.push_back({name, {}});
      continue;
    }
    const std::size_t before = found.files.size();
    const Listing listing = list_folder(name);
    if (listing.error) {
      throw UsageError(cannot_list(name, listing.error));
    }
    add_sound_of(listing, found);
    if (found.files.size() == before) {
      throw UsageError("there is no sound in the folder " + name);
    }
  }
  return found;
}

}  // namespace earmark::cli
