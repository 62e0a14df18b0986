#include "song_tags.h"

#include <taglib/fileref.h>
#include <taglib/tag.h>

#include <algorithm>
#include <array>
#include <exception>
#include <string_view>

#include "earmark/ml/split.h"

namespace earmark::cli {
namespace {

/// Names as ml::artist_group spells them.
constexpr std::array<std::string_view, 6> kNobody{
    "artist variousartists", "artist various", "artist va",
    "artist unknownartist",  "artist unknown", "artist unknownalbum"};

bool names_somebody(const std::string& name) {
  if (name.empty()) {
    return false;
  }
  const std::string group = ml::artist_group(name, "");
  return std::ranges::none_of(kNobody, [&](std::string_view nobody) { return group == nobody; });
}

}  // namespace

std::string tagged_artist(const std::filesystem::path& file) {
  try {
    const TagLib::FileRef song{file.c_str(), false};
    if (song.isNull() || song.tag() == nullptr) {
      return "";
    }
    for (const TagLib::String& tag : {song.tag()->artist(), song.tag()->album()}) {
      std::string name = tag.stripWhiteSpace().to8Bit(true);
      if (names_somebody(name)) {
        return name;
      }
    }
  } catch (const std::exception&) {
    // A tag that cannot be read says nothing; whether the sound can be read is for the decoder.
  }
  return "";
}

}  // namespace earmark::cli
