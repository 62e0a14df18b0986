#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "earmark/base/rng.h"
#include "earmark/ml/forest_tree.h"
#include "earmark/ml/random_forest_config.h"
#include "split_finder.h"

namespace earmark::ml {

/// RandomForestConfig's rules for one tree, resolved for its table.
struct GrowthRules {
  Criterion criterion = Criterion::kGini;
  std::size_t max_features = 1;
  std::size_t max_depth = 0;  ///< 0: no limit
  std::size_t min_samples_split = 2;
  std::size_t min_samples_leaf = 1;
  double min_weight_fraction_leaf = 0.0;
  std::size_t max_leaf_nodes = 0;  ///< 0: no limit
  double min_impurity_decrease = 0.0;
};

/// Grows trees on one table, one after the other. One per thread.
class TreeGrower {
 public:
  TreeGrower(const RankedTable& table, std::span<const int> y, std::size_t n_classes,
             const GrowthRules& rules);

  /// @param weights      [n_samples]; rows of weight 0 take no part
  /// @param importances  [n_features]: set to the tree's, adding to 1, or all 0 for a lone root
  ForestTree grow(std::span<const double> weights, Rng& rng, std::span<double> importances);

 private:
  struct Node {
    std::size_t begin = 0;  ///< its rows are samples_[begin, end)
    std::size_t end = 0;
    std::size_t depth = 0;
    std::size_t n_constant = 0;
    std::size_t left = 0;  ///< index of the left child, the right one follows; 0: a leaf
    std::size_t middle = 0;
    double weight = 0.0;
    double impurity = 0.0;
    double improvement = 0.0;
    BestSplit split{};
  };
  void load_samples(std::span<const double> weights);
  void weigh(std::size_t index);
  bool find_split(std::size_t index, Rng& rng);
  std::size_t partition(const Node& node);
  std::size_t split(std::size_t index, std::span<double> importances);
  void grow_depth_first(Rng& rng, std::span<double> importances);
  void grow_best_first(Rng& rng, std::span<double> importances);
  [[nodiscard]] ForestTree flatten() const;
  [[nodiscard]] std::uint32_t leaf_id(std::size_t index, std::vector<float>& mixed) const;
  [[nodiscard]] std::span<const double> class_weights(std::size_t index) const {
    return std::span{class_weights_}.subspan(index * n_classes_, n_classes_);
  }

  const RankedTable& table_;
  std::span<const int> y_;
  std::size_t n_classes_;
  GrowthRules rules_;
  SplitRules split_rules_;
  SplitFinder finder_;
  FeatureOrder order_;
  std::vector<TreeSample> samples_;
  std::vector<TreeSample> spill_;
  std::vector<SampleCode> codes_;
  std::vector<std::uint32_t> rows_;  ///< the table's row at each place
  std::vector<Node> nodes_;
  std::vector<double> class_weights_;  ///< [nodes_.size(), n_classes]
};

}  // namespace earmark::ml
