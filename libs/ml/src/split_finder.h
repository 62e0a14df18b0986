#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "earmark/base/rng.h"
#include "ranked_table.h"

namespace earmark::ml {

/// A row in a tree's sample and what it counts for there: `code` numbers a pair of class and
/// weight, so that a sort key has room for both.
struct TreeSample {
  std::uint32_t row;
  std::uint32_t code;
};

/// What a code stands for.
struct SampleCode {
  std::uint32_t label;
  double weight;
};

/// The conditions that a split must meet, as numbers of this tree's sample.
struct SplitRules {
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

/// Searches the exact best split by Gini impurity, as sklearn.tree's best splitter. One per
/// thread.
class SplitFinder {
 public:
  SplitFinder(const RankedTable& table, std::size_t n_classes);
  ~SplitFinder();
  SplitFinder(const SplitFinder&) = delete;
  SplitFinder& operator=(const SplitFinder&) = delete;

  /// Sets what the samples' codes mean from here on.
  void set_codes(std::span<const SampleCode> codes);

  /// @param class_weights  the node's weight by class [n_classes]
  /// @param n_constant     features known to be constant here; those found are added
  BestSplit find(std::span<const TreeSample> samples, std::span<const double> class_weights,
                 const SplitRules& rules, FeatureOrder& order, std::size_t& n_constant, Rng& rng);

 private:
  struct Sorter;
  struct Node;
  struct Best;
  bool search(const Node& node, std::uint32_t feature, Best& best);
  template <typename Key>
  bool search_sorted(const Node& node, std::uint32_t feature, std::vector<Key>& keys, Best& best);

  const RankedTable& table_;
  std::size_t n_classes_;
  std::span<const SampleCode> codes_;
  unsigned code_bits_ = 0;
  std::vector<std::uint32_t> narrow_keys_;
  std::vector<std::uint64_t> wide_keys_;
  std::vector<double> left_;
  std::unique_ptr<Sorter> sorter_;
};

}  // namespace earmark::ml
