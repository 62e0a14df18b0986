#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "earmark/base/rng.h"
#include "earmark/ml/random_forest_config.h"
#include "key_sort.h"
#include "ranked_table.h"

namespace earmark::ml {

/// A row of a tree's sample, by its place there, and what it counts for: `code` numbers a pair of
/// class and weight, so that a sort key has room for both.
struct TreeSample {
  std::uint32_t place;
  std::uint32_t code;
};

/// What a code stands for.
struct SampleCode {
  std::uint32_t label;
  double weight;
};

/// What makes a split the best, and the conditions that it must meet, as numbers of this tree's
/// sample.
struct SplitRules {
  Criterion criterion = Criterion::kGini;
  std::size_t max_features = 1;
  std::size_t min_samples_leaf = 1;
  double min_weight_leaf = 0.0;
};

/// The best split of a node.
struct BestSplit {
  bool found = false;
  std::uint32_t feature = 0;
  std::uint32_t last_left_rank = 0;  ///< rows of this rank and below go left
  float threshold = 0.0F;
};

/// The features of a node in the order in which scikit-learn's draw leaves them: those known to be
/// constant in the node come first and are drawn, but not searched.
struct FeatureOrder {
  explicit FeatureOrder(std::size_t n_features);
  std::vector<std::uint32_t> features;
  std::vector<std::uint32_t> constant;
};

/// Searches the exact best split, as sklearn.tree's best splitter. One per thread.
class SplitFinder {
 public:
  SplitFinder(const RankedTable& table, std::size_t n_classes);
  SplitFinder(const SplitFinder&) = delete;
  SplitFinder& operator=(const SplitFinder&) = delete;
  ~SplitFinder() = default;

  /// Sets the rows that this tree grows on, by their places, and what its samples' codes mean.
  void load(std::span<const std::uint32_t> rows, std::span<const SampleCode> codes);

  /// Rank of a feature's value at a place.
  [[nodiscard]] std::uint32_t rank(std::uint32_t feature, std::uint32_t place) const {
    const std::size_t i = feature * n_places_ + place;
    return narrow_ranks_.empty() ? wide_ranks_[i] : narrow_ranks_[i];
  }

  /// @param class_weights  the node's weight by class [n_classes]
  /// @param n_constant     features known to be constant here; those found are added
  BestSplit find(std::span<const TreeSample> samples, std::span<const double> class_weights,
                 const SplitRules& rules, FeatureOrder& order, std::size_t& n_constant, Rng& rng);

 private:
  struct Node;
  struct Best;
  bool search(const Node& node, std::uint32_t feature, Best& best);
  template <typename Rank, typename Key>
  bool search_column(const Node& node, std::uint32_t feature, std::span<const Rank> ranks,
                     std::vector<Key>& keys, KeySort<Key>& sort, Best& best);
  template <typename Score, typename Key>
  void scan(const Node& node, std::uint32_t feature, std::span<const Key> keys, Best& best);
  [[nodiscard]] bool is_same_value(std::uint32_t feature, std::size_t rank, std::size_t next) const;

  const RankedTable& table_;
  std::size_t n_places_ = 0;
  /// The table's ranks at this tree's places, [n_features, n_places]: close together and, where
  /// they fit, in 16 bits, since a search waits for memory more than it computes.
  std::vector<std::uint16_t> narrow_ranks_;
  std::vector<std::uint32_t> wide_ranks_;
  std::span<const SampleCode> codes_;
  unsigned code_bits_ = 0;
  std::vector<std::uint32_t> narrow_keys_;
  std::vector<std::uint64_t> wide_keys_;
  KeySort<std::uint32_t> narrow_sort_;
  KeySort<std::uint64_t> wide_sort_;
  std::vector<double> left_;
};

}  // namespace earmark::ml
