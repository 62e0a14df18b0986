#include "held_out_protocol.h"

#include <algorithm>
#include <set>
#include <string_view>

#include "earmark/ml/split.h"
#include "text_layout.h"

namespace earmark::cli {
namespace {

/// One side's tracks, and the artists of those whose artist is known.
struct Side {
  std::set<std::string_view> tracks;
  std::set<std::string> artists;
  std::set<std::string_view> without_artist;

  void add(const ml::PreparedSegment& segment) {
    tracks.insert(segment.track);
    if (segment.artist.empty()) {
      without_artist.insert(segment.track);
    } else {
      artists.insert(ml::artist_group(segment.artist, segment.track));
    }
  }
};

template <typename Names>
bool share_any(const Names& a, const Names& b) {
  return std::any_of(a.begin(), a.end(), [&](const auto& name) { return b.contains(name); });
}

}  // namespace

Protocol protocol_of_rows(const ml::PreparedData& data, const std::string& rows) {
  Side here;
  Side elsewhere;
  for (const ml::PreparedSegment& segment : data.segments) {
    (segment.split == rows ? here : elsewhere).add(segment);
  }
  if (share_any(here.tracks, elsewhere.tracks)) {
    return {"random-segments",
            "same songs in train and test: worth nothing for a song it has not heard"};
  }
  if (share_any(here.artists, elsewhere.artists)) {
    return {"by-track",
            "artists of these tracks are in train too, so this is more than strangers get"};
  }
  if (here.artists.empty() || (elsewhere.artists.empty() && !elsewhere.tracks.empty())) {
    return {"by-track",
            "artists are not known, so those of these tracks may be in train too, and this may be "
            "more than strangers get"};
  }
  const std::size_t n_unknown = here.without_artist.size() + elsewhere.without_artist.size();
  if (n_unknown > 0) {
    return {"by-artist",
            "by artist where known; " + counted(n_unknown, "track has", "tracks have") + " none"};
  }
  return {"by-artist", "no artist of these tracks is in train"};
}

}  // namespace earmark::cli
