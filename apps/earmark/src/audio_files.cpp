#include "audio_files.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>

#include "earmark/audio/reader.h"
#include "earmark/base/errors.h"
#include "interrupt.h"
#include "usage.h"

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

void list_folder(const fs::path& folder, AudioFiles& found) {
  std::error_code error;
  const fs::directory_iterator entries{folder, error};
  if (error) {
    throw UsageError("cannot list the folder " + folder.string() + ": " + error.message());
  }
  std::vector<fs::path> paths;
  for (const fs::directory_entry& entry : entries) {
    paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  for (const fs::path& path : paths) {
    throw_if_interrupted();
    if (path.filename().string().front() == '.') {
      continue;
    }
    // A link to a folder could lead in a circle; the folder itself is met on its own way.
    if (fs::is_directory(path, error)) {
      if (!fs::is_symlink(path, error)) {
        list_folder(path, found);
      }
    } else if (is_sound(path)) {
      found.files.push_back(path);
    } else {
      ++found.n_skipped;
    }
  }
}

}  // namespace

AudioFiles find_audio_files(const std::vector<std::string>& names) {
  AudioFiles found;
  for (const std::string& name : names) {
    if (name.empty()) {
      throw UsageError("\"\" is the name of no file or folder");
    }
    std::error_code error;
    if (!fs::is_directory(name, error)) {
      found.files.emplace_back(name);
      continue;
    }
    const std::size_t before = found.files.size();
    list_folder(name, found);
    if (found.files.size() == before) {
      throw UsageError("there is no sound in the folder " + name);
    }
  }
  return found;
}

}  // namespace earmark::cli
