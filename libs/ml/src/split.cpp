#include "earmark/ml/split.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <stdexcept>
#include <utility>

#include "earmark/base/errors.h"
#include "earmark/base/rng.h"
#include "earmark/ml/artist_groups.h"
#include "shuffle.h"

namespace earmark::ml {
namespace {

constexpr std::string_view kColumnPrefix = "column:";

void check_rows(const SplitRows& rows) {
  const std::size_t n = rows.y.size();
  if (n == 0 || rows.track.size() != n || rows.artist.size() != n) {
    throw std::invalid_argument("make_split: rows must have a track, an artist and a class each");
  }
}

Split split_by_column(const SplitRule& rule, const SplitRows& rows) {
  if (rows.column.size() != rows.y.size()) {
    throw std::invalid_argument("make_split: rows must have a value of the column each");
  }
  Split split;
  for (std::size_t row = 0; row < rows.column.size(); ++row) {
    if (rows.column[row] == "train") {
      split.train.push_back(row);
    } else if (rows.column[row] == "valid") {
      split.valid.push_back(row);
    } else if (rows.column[row] == "test") {
      split.test.push_back(row);
    }
  }
  if (split.train.empty() || (split.valid.empty() && split.test.empty())) {
    throw TableError("split column '" + rule.column +
                     "': it needs rows 'train' and rows 'valid' or 'test'");
  }
  return split;
}

Split split_random_rows(std::span<const int> y, double test_fraction, std::uint64_t seed) {
  std::map<int, std::vector<std::size_t>> rows_of_class;
  for (std::size_t row = 0; row < y.size(); ++row) {
    rows_of_class[y[row]].push_back(row);
  }
  Rng rng{seed};
  Split split;
  for (auto& [label, rows] : rows_of_class) {
    shuffle(rows, rng);
    const auto n_test =
        static_cast<std::size_t>(std::lround(test_fraction * static_cast<double>(rows.size())));
    const auto middle = rows.begin() + static_cast<std::ptrdiff_t>(n_test);
    split.test.insert(split.test.end(), rows.begin(), middle);
    split.train.insert(split.train.end(), middle, rows.end());
  }
  std::ranges::sort(split.train);
  std::ranges::sort(split.test);
  return split;
}

/// The fold whose share of the rows is nearest `share`; which of equals is drawn by the seed.
int nearest_fold(std::span<const int> folds, int n_folds, double share, std::uint64_t seed) {
  std::vector<double> sizes(static_cast<std::size_t>(n_folds), 0.0);
  for (const int fold : folds) {
    sizes[static_cast<std::size_t>(fold)] += 1.0;
  }
  const double wanted = share * static_cast<double>(folds.size());
  const auto distance = [&](int fold) {
    return std::abs(sizes[static_cast<std::size_t>(fold)] - wanted);
  };
  const int first = static_cast<int>(Rng{seed}.below(static_cast<std::uint32_t>(n_folds)));
  int best = first;
  for (int i = 1; i < n_folds; ++i) {
    if (const int fold = (first + i) % n_folds; distance(fold) < distance(best)) {
      best = fold;
    }
  }
  return best;
}

Split split_groups(const SplitRule& rule, const SplitRows& rows, double test_fraction,
                   std::uint64_t seed) {
  const auto groups = group_names(rule, rows);
  const std::size_t n_groups = std::set<std::string>(groups.begin(), groups.end()).size();
  if (n_groups < 2) {
    throw TableError("split " + rule.name() +
                     ": all rows are of one group, and one is needed for each side");
  }
  // Folds are the smaller side.
  const bool test_is_larger = test_fraction > 0.5;
  const double share = test_is_larger ? 1.0 - test_fraction : test_fraction;
  const int n_folds =
      static_cast<int>(std::clamp(std::round(1.0 / share), 2.0, static_cast<double>(n_groups)));
  const auto folds = stratified_group_folds(groups, rows.y, n_folds, seed);
  Split split = fold_split(folds, nearest_fold(folds, n_folds, share, seed));
  if (test_is_larger) {
    std::swap(split.train, split.test);
  }
  return split;
}

std::size_t count_tracks(const SplitRows& rows, bool without_artist_only) {
  std::set<std::string_view> tracks;
  for (std::size_t row = 0; row < rows.track.size(); ++row) {
    if (!without_artist_only || rows.artist[row].empty()) {
      tracks.insert(rows.track[row]);
    }
  }
  return tracks.size();
}

std::string protocol_by_artist(const SplitRows& rows) {
  const std::size_t n_unknown = count_tracks(rows, true);
  if (n_unknown == 0) {
    return "no artist in both train and test";
  }
  if (n_unknown == count_tracks(rows, false)) {
    return "by track, since no artist is known: no song in both train and test; artists may be in "
           "both";
  }
  return "by artist where known; " + std::to_string(n_unknown) +
         (n_unknown == 1 ? " track has none" : " tracks have none");
}

}  // namespace

SplitRule SplitRule::parse(std::string_view text) {
  if (text == "by-artist") {
    return {Kind::kByArtist, {}};
  }
  if (text == "by-track") {
    return {Kind::kByTrack, {}};
  }
  if (text == "random-segments") {
    return {Kind::kRandomSegments, {}};
  }
  if (text.starts_with(kColumnPrefix) && text.size() > kColumnPrefix.size()) {
    return {Kind::kColumn, std::string{text.substr(kColumnPrefix.size())}};
  }
  throw std::invalid_argument("SplitRule: '" + std::string{text} +
                              "' must be by-artist, by-track, random-segments or column:NAME");
}

std::string SplitRule::name() const {
  switch (kind) {
    case Kind::kByArtist:
      return "by-artist";
    case Kind::kByTrack:
      return "by-track";
    case Kind::kRandomSegments:
      return "random-segments";
    case Kind::kColumn:
      break;
  }
  return std::string{kColumnPrefix} + column;
}

std::string protocol(const SplitRule& rule, const SplitRows& rows) {
  check_rows(rows);
  switch (rule.kind) {
    case SplitRule::Kind::kByArtist:
      return protocol_by_artist(rows);
    case SplitRule::Kind::kByTrack:
      return "no song in both train and test; artists may be in both";
    case SplitRule::Kind::kRandomSegments:
      return "same songs in train and test";
    case SplitRule::Kind::kColumn:
      break;
  }
  return "train and test as column '" + rule.column + "' of the list of tracks says";
}

std::vector<std::string> group_names(const SplitRule& rule, const SplitRows& rows) {
  check_rows(rows);
  const ArtistGroups artists{rows.artist};
  std::vector<std::string> groups;
  for (std::size_t row = 0; row < rows.y.size(); ++row) {
    if (rule.kind == SplitRule::Kind::kRandomSegments) {
      groups.push_back(std::to_string(row));
    } else {
      const bool by_track = rule.kind == SplitRule::Kind::kByTrack;
      groups.push_back(artists.group(by_track ? "" : rows.artist[row], rows.track[row]));
    }
  }
  return groups;
}

Split fold_split(std::span<const int> folds, int fold) {
  Split split;
  for (std::size_t row = 0; row < folds.size(); ++row) {
    (folds[row] == fold ? split.test : split.train).push_back(row);
  }
  return split;
}

Split make_split(const SplitRule& rule, const SplitRows& rows, double test_fraction,
                 std::uint64_t seed) {
  check_rows(rows);
  if (rule.kind == SplitRule::Kind::kColumn) {
    return split_by_column(rule, rows);
  }
  if (!(test_fraction > 0.0 && test_fraction < 1.0)) {
    throw std::invalid_argument("make_split: test_fraction must lie in (0, 1)");
  }
  if (rule.kind != SplitRule::Kind::kRandomSegments) {
    return split_groups(rule, rows, test_fraction, seed);
  }
  Split split = split_random_rows(rows.y, test_fraction, seed);
  if (split.train.empty() || split.test.empty()) {
    throw TableError("split " + rule.name() + ": too few segments to leave some for each side");
  }
  return split;
}

}  // namespace earmark::ml
