#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <stdexcept>
#include <string_view>

#include "earmark/base/rng.h"
#include "earmark/ml/split.h"
#include "shuffle.h"

namespace earmark::ml {
namespace {

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
  unevenness.reserve(counts.counts.size());
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
  folds.reserve(counts.group_of_row.size());
  for (const std::size_t group : counts.group_of_row) {
    folds.push_back(fold_of_group[group]);
  }
  return folds;
}

}  // namespace earmark::ml
