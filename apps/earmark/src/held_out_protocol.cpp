#include "held_out_protocol.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <string_view>
#include <vector>

#include "earmark/command_line/text_layout.h"
#include "earmark/ml/artist_groups.h"

namespace earmark::cli {
namespace {

/// One side's tracks, and the artists of those whose artist is known.
struct Side {
  std::set<std::string_view> tracks;
  std::set<std::string> artists;
  std::set<std::string_view> without_artist;

  void add(const ml::PreparedSegment& segment, const ml::ArtistGroups& groups) {
    tracks.insert(segment.track);
    if (segment.artist.empty()) {
      without_artist.insert(segment.track);
    } else {
      artists.insert(groups.group(segment));
    }
  }
};

template <typename Names>
bool share_any(const Names& a, const Names& b) {
  return std::any_of(a.begin(), a.end(), [&](const auto& name) { return b.contains(name); });
}

Protocol shared_songs() {
  return {"random-segments",
          "same songs in train and test: worth nothing for a song it has not heard"};
}

Protocol shared_artists() {
  return {"by-track",
          "artists of these tracks are in train too, so this is more than strangers get"};
}

Protocol unknown_artists() {
  return {"by-track",
          "artists are not known, so those of these tracks may be in train too, and this may be "
          "more than strangers get"};
}

}  // namespace

Protocol protocol_of_rows(const ml::PreparedData& data, const std::string& rows) {
  Side here;
  Side elsewhere;
  const ml::ArtistGroups groups = ml::ArtistGroups::of(data);
  for (const ml::PreparedSegment& segment : data.segments) {
    if (segment.copy_of().empty()) {
      (segment.split == rows ? here : elsewhere).add(segment, groups);
    }
  }
  if (share_any(here.tracks, elsewhere.tracks)) {
    return shared_songs();
  }
  if (share_any(here.artists, elsewhere.artists)) {
    return shared_artists();
  }
  if (here.artists.empty() || (elsewhere.artists.empty() && !elsewhere.tracks.empty())) {
    return unknown_artists();
  }
  const std::size_t n_unknown = here.without_artist.size() + elsewhere.without_artist.size();
  if (n_unknown > 0) {
    return {"by-artist",
            "by artist where known; " + counted(n_unknown, "track has", "tracks have") + " none"};
  }
  return {"by-artist", "no artist of these tracks is in train"};
}

Protocol protocol_of_folds(const ml::PreparedData& data, const ml::HeldOutAnswers& answers) {
  constexpr int kInNoFold = -1;
  std::vector<int> fold_of(data.segments.size(), kInNoFold);
  for (std::size_t i = 0; i < answers.rows.size(); ++i) {
    fold_of[answers.rows[i]] = answers.folds[i];
  }
  std::map<int, Side> sides;
  const ml::ArtistGroups groups = ml::ArtistGroups::of(data);
  for (std::size_t i = 0; i < data.segments.size(); ++i) {
    if (data.segments[i].copy_of().empty()) {
      sides[fold_of[i]].add(data.segments[i], groups);
    }
  }
  bool any_artist = false;
  for (auto one = sides.begin(); one != sides.end(); ++one) {
    any_artist = any_artist || !one->second.artists.empty();
    for (auto other = std::next(one); other != sides.end(); ++other) {
      if (share_any(one->second.tracks, other->second.tracks)) {
        return shared_songs();
      }
      if (share_any(one->second.artists, other->second.artists)) {
        return shared_artists();
      }
    }
  }
  const std::string folds = counted(sides.size() - sides.count(kInNoFold), "fold", "folds");
  return any_artist ? Protocol{"by-artist", folds + ", none with an artist that its model heard"}
                    : unknown_artists();
}

}  // namespace earmark::cli
