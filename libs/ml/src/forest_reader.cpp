#include "forest_reader.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <string>

#include "copy_doubles.h"
#include "earmark/base/errors.h"
#include "earmark/ml/random_forest_config.h"
#include "forest_generated.h"
#include "forest_limits.h"

namespace earmark::ml {
namespace {

constexpr double kSumTolerance = 1e-5;  // of up to 254 fractions rounded to float

void require(bool holds, const char* fault) {
  if (!holds) {
    throw BundleError(std::string{"damaged forest file: "} + fault);
  }
}

template <typename T>
std::span<const T> view(const flatbuffers::Vector<T>& column) {
  static_assert(std::endian::native == std::endian::little, "FlatBuffers are little-endian");
  return {column.data(), column.size()};
}

}  // namespace

ForestReader::ForestReader(const fbs::Forest& file) : file_{file}, n_classes_{file.n_classes()} {
  require(file.n_features() >= 1 && file.n_features() <= TreeNode::kMaxFeatures,
          "n_features must lie in [1, 4096]");
  require(file.n_classes() >= 2 && file.n_classes() <= kMaxForestClasses,
          "n_classes must lie in [2, 254]");
  check_sizes();
  is_split_ = view(*file.is_split());
  feature_ = view(*file.feature());
  threshold_ = view(*file.threshold());
  leaf_class_ = view(*file.leaf_class());
}

void ForestReader::check_sizes() const {
  require(file_.n_nodes() != nullptr && file_.n_mixed_leaves() != nullptr &&
              file_.is_split() != nullptr && file_.feature() != nullptr &&
              file_.threshold() != nullptr && file_.leaf_class() != nullptr &&
              file_.mixed_n() != nullptr && file_.mixed_class() != nullptr &&
              file_.mixed_fraction() != nullptr && file_.importances() != nullptr,
          "a column is missing");
  require(file_.n_nodes()->size() >= 1, "it has no tree");
  // A tree in memory takes ten times its bytes in a file.
  require(file_.n_nodes()->size() <= RandomForestConfig::kMaxEstimators, "it has too many trees");
  require(file_.n_mixed_leaves()->size() == file_.n_nodes()->size(),
          "n_mixed_leaves and n_nodes differ in length");
  std::uint64_t n_nodes = 0;
  std::uint64_t n_splits = 0;
  for (const std::uint32_t n : *file_.n_nodes()) {
    require(n % 2 == 1 && n <= TreeNode::kMaxNodes, "a tree has an impossible number of nodes");
    n_nodes += n;
    n_splits += n / 2;
  }
  std::uint64_t n_mixed = 0;
  for (const std::uint32_t n : *file_.n_mixed_leaves()) {
    n_mixed += n;
  }
  require(file_.is_split()->size() == (n_nodes + 7) / 8, "is_split does not fit n_nodes");
  require(file_.feature()->size() == n_splits, "feature does not fit n_nodes");
  require(file_.threshold()->size() == n_splits, "threshold does not fit n_nodes");
  require(file_.leaf_class()->size() == n_nodes - n_splits, "leaf_class does not fit n_nodes");
  require(file_.mixed_n()->size() == n_mixed, "mixed_n does not fit n_mixed_leaves");
  require(file_.mixed_class()->size() == file_.mixed_fraction()->size(),
          "mixed_class and mixed_fraction differ in length");
  require(n_mixed * file_.n_classes() <= kMaxMixedFloats, "too many mixed leaves");
  require(file_.importances()->size() == file_.n_features(), "importances does not fit n_features");
}

std::vector<ForestTree> ForestReader::read_trees() {
  std::vector<ForestTree> trees;
  trees.reserve(file_.n_nodes()->size());
  for (flatbuffers::uoffset_t i = 0; i < file_.n_nodes()->size(); ++i) {
    trees.push_back(read_tree(file_.n_nodes()->Get(i), file_.n_mixed_leaves()->Get(i)));
  }
  require(entry_ == file_.mixed_class()->size(), "mixed_class has more than its leaves");
  return trees;
}

std::vector<double> ForestReader::read_importances() const {
  std::vector<double> importances = copy_doubles(*file_.importances());
  require(std::ranges::all_of(importances, [](double x) { return x >= 0.0 && x <= 1.0 + 1e-9; }),
          "an importance lies outside [0, 1]");
  return importances;
}

ForestTree ForestReader::read_tree(std::uint32_t n_nodes, std::uint32_t n_mixed) {
  find_places(n_nodes);
  ForestTree tree;
  tree.nodes.resize(n_nodes);
  tree.mixed.reserve(n_mixed * n_classes_);
  tree.depth = depth_of(n_nodes);
  bool are_sound = true;  // gathered, since a test a value would cost as much as its reading
  for (std::size_t k = 0; k < split_at_.size(); ++k, ++split_) {
    const std::uint32_t feature = feature_[split_];
    const float threshold = threshold_[split_];
    are_sound = are_sound && feature < file_.n_features() && std::isfinite(threshold);
    const auto left = static_cast<std::uint32_t>(1 + 2 * k);
    tree.nodes[split_at_[k]] = TreeNode::split(feature, threshold, left);
  }
  require(are_sound, "a split's feature does not exist, or its threshold is not finite");
  for (const std::uint32_t at : leaf_at_) {
    tree.nodes[at] = read_leaf(at, tree.mixed);
  }
  require(tree.mixed.size() == n_mixed * n_classes_, "n_mixed_leaves does not fit leaf_class");
  return tree;
}

// Without a branch a node, for splits and leaves follow each other without a rule. Breadth first,
// the children of split k are the nodes 1 + 2k and 2 + 2k.
void ForestReader::find_places(std::uint32_t n_nodes) {
  split_at_.resize(n_nodes + 1);
  leaf_at_.resize(n_nodes + 1);
  std::size_t n_splits = 0;
  bool hangs_together = true;
  for (std::uint32_t i = 0; i < n_nodes; ++i, ++node_) {
    hangs_together = hangs_together && i < 1 + 2 * n_splits;
    split_at_[n_splits] = i;
    leaf_at_[i - n_splits] = i;
    n_splits += (static_cast<unsigned>(is_split_[node_ / 8]) >> (node_ % 8)) & 1U;
  }
  require(hangs_together, "a tree falls apart");  // a node that no split points at is a second root
  require(n_splits == n_nodes / 2, "a tree has splits without children");
  split_at_.resize(n_splits);
  leaf_at_.resize(n_nodes - n_splits);
}

std::uint32_t ForestReader::depth_of(std::uint32_t n_nodes) const {
  std::uint32_t depth = 0;
  for (std::size_t row_end = 1; row_end < n_nodes; ++depth) {
    const auto n_splits_above =
        std::lower_bound(split_at_.begin(), split_at_.end(), row_end) - split_at_.begin();
    row_end = 1 + 2 * static_cast<std::size_t>(n_splits_above);
  }
  return depth;
}

TreeNode ForestReader::read_leaf(std::uint32_t self, std::vector<float>& mixed) {
  const std::uint32_t label = leaf_class_[leaf_++];
  if (label == kMixedLeaf) {
    const std::size_t id = n_classes_ + mixed.size() / n_classes_;
    read_fractions(mixed);
    return TreeNode::leaf(self, static_cast<std::uint32_t>(id));
  }
  require(label < n_classes_, "a leaf's class does not exist");
  return TreeNode::leaf(self, label);
}

void ForestReader::read_fractions(std::vector<float>& mixed) {
  require(mixed_leaf_ < file_.mixed_n()->size(), "it has more mixed leaves than mixed_n");
  const std::size_t n = file_.mixed_n()->Get(static_cast<flatbuffers::uoffset_t>(mixed_leaf_++));
  require(entry_ + n <= file_.mixed_class()->size(), "a mixed leaf's classes are missing");
  const std::size_t first = mixed.size();
  mixed.resize(first + n_classes_, 0.0F);
  double sum = 0.0;
  for (const std::size_t end = entry_ + n; entry_ < end; ++entry_) {
    const auto place = static_cast<flatbuffers::uoffset_t>(entry_);
    const std::size_t label = file_.mixed_class()->Get(place);
    const float fraction = file_.mixed_fraction()->Get(place);
    require(label < n_classes_ && mixed[first + label] == 0.0F,
            "a mixed leaf's class does not exist or stands twice");
    require(fraction > 0.0F && fraction <= 1.0F, "a leaf's fraction lies outside (0, 1]");
    mixed[first + label] = fraction;
    sum += static_cast<double>(fraction);
  }
  require(std::abs(sum - 1.0) <= kSumTolerance, "a leaf's fractions do not add to one");
}

}  // namespace earmark::ml
