#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace earmark::ml {

/// One node of a tree in 8 bytes. A row goes left where x[feature()] <= threshold(), and right
/// where it is greater; the right child follows the left one.
///
/// A leaf points at itself and carries its number in the payload of a NaN: "x > NaN" is false for
/// every x, so that a walk which goes on after its leaf stays there and needs no test.
class TreeNode {
 public:
  static constexpr std::uint32_t kMaxFeatures = 1U << 12U;
  static constexpr std::uint32_t kMaxNodes = 1U << 20U;

  TreeNode() = default;
  static TreeNode split(std::uint32_t feature, float threshold, std::uint32_t left) {
    return {threshold, (feature << 20U) | left};
  }
  static TreeNode leaf(std::uint32_t self, std::uint32_t leaf_id) {
    return {std::bit_cast<float>(kNan | leaf_id), self};
  }

  [[nodiscard]] float threshold() const { return threshold_; }
  [[nodiscard]] std::uint32_t feature() const { return packed_ >> 20U; }
  [[nodiscard]] std::uint32_t left() const { return packed_ & (kMaxNodes - 1); }
  [[nodiscard]] bool is_leaf() const { return threshold_ != threshold_; }
  [[nodiscard]] std::uint32_t leaf_id() const {
    return std::bit_cast<std::uint32_t>(threshold_) & ~kNan;
  }

 private:
  static constexpr std::uint32_t kNan = 0x7FC00000U;
  static_assert(std::numeric_limits<float>::is_iec559);

  TreeNode(float threshold, std::uint32_t packed) : threshold_{threshold}, packed_{packed} {}

  float threshold_ = 0.0F;
  std::uint32_t packed_ = 0;
};
static_assert(sizeof(TreeNode) == 8);

/// A decision tree, nodes in breadth-first order, root first.
///
/// Leaf c < n_classes is the pure leaf of class c; leaf n_classes + k has the distribution
/// mixed[k * n_classes .. (k + 1) * n_classes).
struct ForestTree {
  std::vector<TreeNode> nodes;
  std::vector<float> mixed;
  std::uint32_t depth = 0;  ///< splits on the longest way from the root to a leaf
};

}  // namespace earmark::ml
