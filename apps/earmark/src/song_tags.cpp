#include "song_tags.h"

#include <taglib/fileref.h>
#include <taglib/infotag.h>
#include <taglib/tag.h>
#include <taglib/wavfile.h>

#include <algorithm>
#include <array>
#include <exception>
#include <string_view>

#include "earmark/ml/artist_groups.h"

namespace earmark::cli {
namespace {

/// Names as ml::folded_name spells them.
constexpr std::array<std::string_view, 6> kNobody{"variousartists", "various", "va",
                                                  "unknownartist",  "unknown", "unknownalbum"};

bool names_somebody(const std::string& name) {
  if (name.empty()) {
    return false;
  }
  return std::ranges::find(kNobody, ml::folded_name(name)) == kNobody.end();
}

/// FileRef::tag() of TagLib 1 does not know the INFO chunk, which is what most WAV files have.
const TagLib::Tag* tag_of(const TagLib::FileRef& song) {
  const auto* wav = dynamic_cast<const TagLib::RIFF::WAV::File*>(song.file());
  return wav != nullptr && !wav->hasID3v2Tag() ? wav->InfoTag() : song.tag();
}

}  // namespace

std::string tagged_artist(const std::filesystem::path& file) {
  try {
    const TagLib::FileRef song{file.c_str(), false};
    const TagLib::Tag* tag = song.isNull() ? nullptr : tag_of(song);
    if (tag == nullptr) {
      return "";
    }
    for (const TagLib::String& text : {tag->artist(), tag->album()}) {
      std::string name = text.stripWhiteSpace().to8Bit(true);
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
