#include "tree_grower.h"

#include <algorithm>
#include <limits>
#include <map>
#include <queue>
#include <utility>

#include "model_file.h"
#include "split_score.h"

namespace earmark::ml {
namespace {

constexpr double kEpsilon = std::numeric_limits<double>::epsilon();  // sklearn/tree/_tree.pyx

double gini(std::span<const double> class_weights, double weight) {
  double squares = 0.0;
  for (const double w : class_weights) {
    squares += w * w;
  }
  return 1.0 - squares / (weight * weight);
}

double entropy(std::span<const double> class_weights, double weight) {
  double bits = 0.0;
  for (const double w : class_weights) {
    bits -= x_log2_x(w / weight);
  }
  return bits;
}

}  // namespace

TreeGrower::TreeGrower(const RankedTable& table, std::span<const int> y, std::size_t n_classes,
                       const GrowthRules& rules)
    : table_{table},
      y_{y},
      n_classes_{n_classes},
      rules_{rules},
      split_rules_{rules.criterion, rules.max_features, rules.min_samples_leaf, 0.0},
      finder_{table, n_classes},
      order_{table.n_features()} {}

ForestTree TreeGrower::grow(std::span<const double> weights, Rng& rng,
                            std::span<double> importances) {
  order_ = FeatureOrder{table_.n_features()};  // what a tree is must not hang on the one before
  nodes_.clear();
  class_weights_.clear();
  std::ranges::fill(importances, 0.0);
  load_samples(weights);
  nodes_.push_back({.begin = 0, .end = samples_.size()});
  weigh(0);
  split_rules_.min_weight_leaf = rules_.min_weight_fraction_leaf * nodes_[0].weight;
  if (rules_.max_leaf_nodes == 0) {
    grow_depth_first(rng, importances);
  } else {
    grow_best_first(rng, importances);
  }
  double sum = 0.0;
  for (const double importance : importances) {
    sum += importance;
  }
  for (double& importance : importances) {
    importance = sum > 0.0 ? importance / sum : 0.0;
  }
  return flatten();
}

void TreeGrower::load_samples(std::span<const double> weights) {
  samples_.clear();
  codes_.clear();
  rows_.clear();
  std::map<std::pair<int, double>, std::uint32_t> code_of;
  for (std::size_t row = 0; row < weights.size(); ++row) {
    if (weights[row] > 0.0) {
      const auto [code, is_new] =
          code_of.try_emplace({y_[row], weights[row]}, static_cast<std::uint32_t>(codes_.size()));
      if (is_new) {
        codes_.push_back({static_cast<std::uint32_t>(y_[row]), weights[row]});
      }
      samples_.push_back({static_cast<std::uint32_t>(rows_.size()), code->second});
      rows_.push_back(static_cast<std::uint32_t>(row));
    }
  }
  spill_.resize(samples_.size());
  finder_.load(rows_, codes_);
}

/// Adds up the classes of a new node, the last one.
void TreeGrower::weigh(std::size_t index) {
  Node& node = nodes_[index];
  class_weights_.resize((index + 1) * n_classes_, 0.0);
  const auto sums = std::span{class_weights_}.subspan(index * n_classes_, n_classes_);
  for (std::size_t i = node.begin; i < node.end; ++i) {
    const SampleCode code = codes_[samples_[i].code];
    sums[code.label] += code.weight;
  }
  for (const double w : sums) {
    node.weight += w;
  }
  node.impurity =
      rules_.criterion == Criterion::kGini ? gini(sums, node.weight) : entropy(sums, node.weight);
}

/// Finds a node's best split and sorts its rows by it; false where the node must be a leaf.
bool TreeGrower::find_split(std::size_t index, Rng& rng) {
  Node& node = nodes_[index];
  const std::size_t n = node.end - node.begin;
  if ((rules_.max_depth != 0 && node.depth >= rules_.max_depth) || n < rules_.min_samples_split ||
      n < 2 * rules_.min_samples_leaf || node.weight < 2.0 * split_rules_.min_weight_leaf ||
      node.impurity <= kEpsilon) {
    return false;
  }
  node.split = finder_.find(std::span{samples_}.subspan(node.begin, n), class_weights(index),
                            split_rules_, order_, node.n_constant, rng);
  if (!node.split.found) {
    return false;
  }
  node.middle = partition(node);
  return true;
}

std::size_t TreeGrower::partition(const Node& node) {
  std::size_t n_left = node.begin;
  std::size_t n_right = 0;
  for (std::size_t i = node.begin; i < node.end; ++i) {
    const TreeSample sample = samples_[i];
    const bool goes_left =
        finder_.rank(node.split.feature, sample.place) <= node.split.last_left_rank;
    samples_[n_left] = sample;  // both are written, one counts: no branch to mispredict
    spill_[n_right] = sample;
    n_left += goes_left ? 1 : 0;
    n_right += goes_left ? 0 : 1;
  }
  std::copy_n(spill_.begin(), n_right, samples_.begin() + static_cast<std::ptrdiff_t>(n_left));
  return n_left;
}

/// Gives a node its two children, and returns the left one; 0 where the split gains too little.
std::size_t TreeGrower::split(std::size_t index, std::span<double> importances) {
  const std::size_t left = nodes_.size();
  const Node parent = nodes_[index];
  nodes_.push_back({.begin = parent.begin,
                    .end = parent.middle,
                    .depth = parent.depth + 1,
                    .n_constant = parent.n_constant});
  nodes_.push_back({.begin = parent.middle,
                    .end = parent.end,
                    .depth = parent.depth + 1,
                    .n_constant = parent.n_constant});
  weigh(left);
  weigh(left + 1);
  const double gain = parent.weight * parent.impurity -
                      nodes_[left].weight * nodes_[left].impurity -
                      nodes_[left + 1].weight * nodes_[left + 1].impurity;
  nodes_[index].improvement = gain / nodes_[0].weight;
  if (nodes_[index].improvement + kEpsilon < rules_.min_impurity_decrease) {
    nodes_.resize(left);
    class_weights_.resize(left * n_classes_);
    return 0;
  }
  nodes_[index].left = left;
  importances[parent.split.feature] += std::max(gain, 0.0);  // rounding may take it below
  return left;
}

void TreeGrower::grow_depth_first(Rng& rng, std::span<double> importances) {
  std::vector<std::size_t> stack{0};
  while (!stack.empty()) {
    const std::size_t index = stack.back();
    stack.pop_back();
    if (!find_split(index, rng)) {
      continue;
    }
    if (const std::size_t left = split(index, importances); left != 0) {
      stack.push_back(left + 1);
      stack.push_back(left);
    }
  }
}

void TreeGrower::grow_best_first(Rng& rng, std::span<double> importances) {
  // A node's gain is known only once it is split, so splits are made as they are found, and those
  // that the limit leaves no room for are taken back: `left` 0 makes a leaf again.
  std::priority_queue<std::pair<double, std::size_t>> frontier;
  std::vector<double> scratch(importances.size());
  std::vector<std::size_t> children(1, 0);
  const auto consider = [&](std::size_t index) {
    nodes_[index].n_constant = 0;
    if (!find_split(index, rng)) {
      return;
    }
    const std::size_t left = split(index, scratch);
    if (left != 0) {
      nodes_[index].left = 0;
      children.resize(nodes_.size(), 0);
      children[index] = left;
      frontier.emplace(nodes_[index].improvement, index);
    }
  };
  consider(0);
  for (std::size_t n_leaves = 1; n_leaves < rules_.max_leaf_nodes && !frontier.empty();
       ++n_leaves) {
    const auto [improvement, index] = frontier.top();
    frontier.pop();
    const std::size_t left = children[index];
    nodes_[index].left = left;
    importances[nodes_[index].split.feature] += std::max(improvement, 0.0) * nodes_[0].weight;
    consider(left);
    consider(left + 1);
  }
}

std::uint32_t TreeGrower::leaf_id(std::size_t index, std::vector<float>& mixed) const {
  const auto weights = class_weights(index);
  const auto present = std::ranges::count_if(weights, [](double w) { return w > 0.0; });
  if (present == 1) {
    const auto first = std::ranges::find_if(weights, [](double w) { return w > 0.0; });
    return static_cast<std::uint32_t>(first - weights.begin());
  }
  const std::size_t id = n_classes_ + mixed.size() / n_classes_;
  for (const double w : weights) {
    mixed.push_back(static_cast<float>(w / nodes_[index].weight));
  }
  return static_cast<std::uint32_t>(id);
}

ForestTree TreeGrower::flatten() const {
  ForestTree tree;
  std::vector<std::size_t> order{0};
  for (std::size_t i = 0; i < order.size(); ++i) {
    const Node& node = nodes_[order[i]];
    tree.depth = std::max(tree.depth, static_cast<std::uint32_t>(node.depth));
    if (node.left == 0) {
      tree.nodes.push_back(
          TreeNode::leaf(static_cast<std::uint32_t>(i), leaf_id(order[i], tree.mixed)));
      continue;
    }
    if (order.size() + 2 > TreeNode::kMaxNodes) {
      throw ModelError(
          "a tree of the forest would have over 1048576 nodes; limit it by max_depth, "
          "min_samples_leaf or max_leaf_nodes");
    }
    tree.nodes.push_back(TreeNode::split(node.split.feature, node.split.threshold,
                                         static_cast<std::uint32_t>(order.size())));
    order.push_back(node.left);
    order.push_back(node.left + 1);
  }
  return tree;
}

}  // namespace earmark::ml
