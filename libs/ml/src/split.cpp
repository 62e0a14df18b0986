#include "earmark/ml/split.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <set>
#include <stdexcept>
#include <utility>

#include "earmark/base/errors.h"
#include "earmark/base/rng.h"

namespace earmark::ml {
namespace {

constexpr std::string_view kColumnPrefix = "column:";

void check_rows(const SplitRows& rows) {
  const std::size_t n = rows.y.size();
  if (n == 0 || rows.track.size() != n || rows.artist.size() != n) {
    throw std::invalid_argument("make_split: rows must have a track, an artist and a class each");
  }
}

void shuffle(std::vector<std::size_t>& order, Rng& rng) {
  for (std::size_t i = order.size(); i > 1; --i) {
    std::swap(order[i - 1], order[rng.below(static_cast<std::uint32_t>(i))]);
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
    } else if (rows.column[row] == "valid" || rows.column[row] == "test") {
      split.test.push_back(row);
    }
  }
  if (split.train.empty() || split.test.empty()) {
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

/// Rows of each class in each group.
struct GroupCounts {
  std::vector<std::size_t> group_of_row;
  std::vector<std::vector<double>> counts;  ///< [n_groups][n_classes]
  std::vector<double> of_class;             ///< [n_classes]
};

GroupCounts count_groups(std::span<const std::string> groups, std::span<const int> y) {
  const auto n_classes = static_cast<std::size_t>(*std::ranges::max_element(y)) + 1;
  GroupCounts result;
  result.of_class.assign(n_classes, 0.0);
  std::map<std::string_view, std::size_t> place;
  for (std::size_t row = 0; row < y.size(); ++row) {
    const auto group = place.try_emplace(groups[row], place.size()).first->second;
    if (group == result.counts.size()) {
      result.counts.emplace_back(n_classes, 0.0);
    }
    result.group_of_row.push_back(group);
    result.counts[group][static_cast<std::size_t>(y[row])] += 1.0;
    result.of_class[static_cast<std::size_t>(y[row])] += 1.0;
  }
  return result;
}

double standard_deviation(std::span<const double> values) {
  const auto n = static_cast<double>(values.size());
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
  double squares = 0.0;
  for (const double value : values) {
    squares += (value - mean) * (value - mean);
  }
  return std::sqrt(squares / n);
}

/// Puts groups into folds, the most uneven first, each where classes stay most even.
class FoldFiller {
 public:
  FoldFiller(const GroupCounts& groups, std::size_t n_folds)
      : groups_{groups}, folds_(n_folds, std::vector<double>(groups.of_class.size(), 0.0)) {}

  std::size_t place(std::size_t group) {
    std::size_t best = 0;
    double best_spread = std::numeric_limits<double>::infinity();
    double best_size = std::numeric_limits<double>::infinity();
    for (std::size_t fold = 0; fold < folds_.size(); ++fold) {
      add(fold, group, 1.0);
      const double spread = class_spread();
      const double size = std::accumulate(folds_[fold].begin(), folds_[fold].end(), 0.0);
      add(fold, group, -1.0);
      const bool is_equal = std::abs(spread - best_spread) <= 1e-12;
      if (spread < best_spread - 1e-12 || (is_equal && size < best_size)) {
        best = fold;
        best_spread = spread;
        best_size = size;
      }
    }
    add(best, group, 1.0);
    return best;
  }

 private:
  void add(std::size_t fold, std::size_t group, double sign) {
    for (std::size_t c = 0; c < groups_.of_class.size(); ++c) {
      folds_[fold][c] += sign * groups_.counts[group][c];
    }
  }

  /// Mean over classes of the standard deviation, over folds, of the fold's share of the class.
  [[nodiscard]] double class_spread() const {
    double sum = 0.0;
    std::vector<double> shares(folds_.size());
    for (std::size_t c = 0; c < groups_.of_class.size(); ++c) {
      for (std::size_t fold = 0; fold < folds_.size(); ++fold) {
        shares[fold] = groups_.of_class[c] > 0.0 ? folds_[fold][c] / groups_.of_class[c] : 0.0;
      }
      sum += standard_deviation(shares);
    }
    return sum;
  }

  const GroupCounts& groups_;
  std::vector<std::vector<double>> folds_;
};

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

std::string SplitRule::protocol() const {
  switch (kind) {
    case Kind::kByArtist:
      return "no artist in both train and test";
    case Kind::kByTrack:
      return "no song in both train and test; artists may be in both";
    case Kind::kRandomSegments:
      return "same songs in train and test";
    case Kind::kColumn:
      break;
  }
  return "train and test as column '" + column + "' of the list of tracks says";
}

std::vector<std::string> group_names(const SplitRule& rule, const SplitRows& rows) {
  check_rows(rows);
  std::vector<std::string> groups;
  for (std::size_t row = 0; row < rows.y.size(); ++row) {
    if (rule.kind == SplitRule::Kind::kRandomSegments) {
      groups.push_back(std::to_string(row));
    } else if (rule.kind == SplitRule::Kind::kByTrack || rows.artist[row].empty()) {
      groups.push_back("track " + rows.track[row]);
    } else {
      groups.push_back("artist " + rows.artist[row]);
    }
  }
  return groups;
}

std::vector<int> stratified_group_folds(std::span<const std::string> groups, std::span<const int> y,
                                        int n_folds, std::uint64_t seed) {
  if (groups.size() != y.size() || y.empty() ||
      std::ranges::any_of(y, [](int c) { return c < 0; })) {
    throw std::invalid_argument("stratified_group_folds: groups and y must have one value a row");
  }
  const GroupCounts counts = count_groups(groups, y);
  if (n_folds < 2 || static_cast<std::size_t>(n_folds) > counts.counts.size()) {
    throw std::invalid_argument(
        "stratified_group_folds: n_folds must lie in [2, number of groups]");
  }
  std::vector<std::size_t> order(counts.counts.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  Rng rng{seed};
  shuffle(order, rng);
  std::vector<double> unevenness;
  for (const auto& of_group : counts.counts) {
    unevenness.push_back(standard_deviation(of_group));
  }
  std::ranges::stable_sort(order, std::ranges::greater{},
                           [&](std::size_t group) { return unevenness[group]; });
  FoldFiller filler{counts, static_cast<std::size_t>(n_folds)};
  std::vector<int> fold_of_group(order.size());
  for (const std::size_t group : order) {
    fold_of_group[group] = static_cast<int>(filler.place(group));
  }
  std::vector<int> folds;
  for (const std::size_t group : counts.group_of_row) {
    folds.push_back(fold_of_group[group]);
  }
  return folds;
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
  Split split;
  if (rule.kind == SplitRule::Kind::kRandomSegments) {
    split = split_random_rows(rows.y, test_fraction, seed);
  } else {
    const auto groups = group_names(rule, rows);
    const std::size_t n_groups = std::set<std::string>(groups.begin(), groups.end()).size();
    const int n_folds = static_cast<int>(
        std::clamp<double>(std::round(1.0 / test_fraction), 2.0, static_cast<double>(n_groups)));
    if (n_groups >= 2) {
      split = fold_split(stratified_group_folds(groups, rows.y, n_folds, seed), 0);
    }
  }
  if (split.train.empty() || split.test.empty()) {
    throw TableError("split " + rule.name() + ": too few groups to leave some for each side");
  }
  return split;
}

}  // namespace earmark::ml
