#include "earmark/ml/sides.h"

#include <algorithm>
#include <set>
#include <stdexcept>
#include <string_view>

#include "earmark/base/errors.h"
#include "earmark/ml/artist_groups.h"
#include "earmark/ml/table.h"

namespace earmark::ml {
namespace {

/// Some of the segments as a rule looks at them.
struct Rows {
  std::vector<std::size_t> segment;
  std::vector<std::string> track;
  std::vector<std::string> artist;
  std::vector<int> y;

  [[nodiscard]] SplitRows view() const { return {track, artist, {}, y}; }
  [[nodiscard]] Rows take(std::span<const std::size_t> rows) const {
    Rows taken;
    for (const std::size_t row : rows) {
      taken.segment.push_back(segment[row]);
      taken.track.push_back(track[row]);
      taken.artist.push_back(artist[row]);
      taken.y.push_back(y[row]);
    }
    return taken;
  }
};

Rows originals(std::span<const PreparedSegment> segments) {
  std::vector<std::string> names;
  std::vector<std::string> genres;
  names.reserve(segments.size());
  genres.reserve(segments.size());
  for (const PreparedSegment& segment : segments) {
    names.push_back(segment.artist);
    genres.push_back(segment.genre);
  }
  const ArtistGroups artists{names};
  const std::vector<int> y = encode_labels(genres, distinct_sorted(genres));
  Rows rows;
  for (std::size_t i = 0; i < segments.size(); ++i) {
    if (segments[i].copy_of().empty()) {
      rows.segment.push_back(i);
      rows.track.push_back(segments[i].track);
      rows.artist.push_back(artists.artist(segments[i].artist));
      rows.y.push_back(y[i]);
    }
  }
  return rows;
}

void set(std::vector<std::string>& sides, const Rows& rows, const char* side) {
  for (const std::size_t i : rows.segment) {
    sides[i] = side;
  }
}

void deal_out(const Rows& rows, const SidesConfig& config, std::vector<std::string>& sides) {
  const Split first = make_split(config.rule, rows.view(), config.test_fraction, config.seed);
  const Rows others = rows.take(first.train);
  const Split second = make_split(config.rule, others.view(),
                                  config.valid_fraction / (1 - config.test_fraction), config.seed);
  set(sides, rows.take(first.test), "test");
  set(sides, others.take(second.test), "valid");
  set(sides, others.take(second.train), "train");
}

void read_column(std::span<const PreparedSegment> segments, const Rows& rows,
                 const std::string& name, std::vector<std::string>& sides) {
  std::set<std::string_view> missing{"train", "valid", "test"};
  const std::set<std::string_view> known = missing;
  const std::vector<std::string> values = column_of(segments, name);
  for (const std::size_t i : rows.segment) {
    if (known.contains(values[i])) {
      sides[i] = values[i];
      missing.erase(values[i]);
    }
  }
  if (!missing.empty()) {
    throw TableError("split column '" + name + "': no row of it is '" +
                     std::string{*missing.begin()} +
                     "', and rows train, valid and test are all needed");
  }
}

void add_copies(std::span<const PreparedSegment> segments, std::vector<std::string>& sides) {
  std::set<std::string_view> trained;
  for (std::size_t i = 0; i < segments.size(); ++i) {
    if (sides[i] == "train") {
      trained.insert(segments[i].track);
    }
  }
  for (std::size_t i = 0; i < segments.size(); ++i) {
    if (const std::string original = segments[i].copy_of(); !original.empty()) {
      sides[i] = trained.contains(original) ? "train" : "";
    }
  }
}

}  // namespace

void SidesConfig::validate() const {
  if (!(valid_fraction > 0 && valid_fraction < 1) || !(test_fraction > 0 && test_fraction < 1)) {
    throw std::invalid_argument("valid_fraction and test_fraction must lie in (0, 1)");
  }
  if (valid_fraction + test_fraction >= 1) {
    throw std::invalid_argument(
        "valid_fraction and test_fraction must leave something to train on: together under 1");
  }
}

std::vector<std::string> choose_sides(std::span<const PreparedSegment> segments,
                                      const SidesConfig& config) {
  config.validate();
  std::vector<std::string> sides(segments.size());
  const Rows rows = originals(segments);
  if (rows.segment.empty()) {
    throw TableError("there is no segment to train on");
  }
  if (config.rule.kind == SplitRule::Kind::kColumn) {
    read_column(segments, rows, config.rule.column, sides);
  } else {
    deal_out(rows, config, sides);
  }
  add_copies(segments, sides);
  for (std::size_t i = 0; i < segments.size(); ++i) {
    if (!config.excerpts && segments[i].excerpt && sides[i] == "train") {
      sides[i].clear();
    }
  }
  return sides;
}

}  // namespace earmark::ml
