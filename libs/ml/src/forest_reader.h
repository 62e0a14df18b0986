#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "earmark/ml/forest_tree.h"

namespace earmark::ml::fbs {
struct Forest;
}

namespace earmark::ml {

inline constexpr std::uint8_t kMixedLeaf = 255;  ///< stands in leaf_class for "several classes"

/// Builds trees from a forest file that FlatBuffers has verified, and checks what it cannot: that
/// the columns fit each other and that each tree is one. Throws BundleError.
class ForestReader {
 public:
  explicit ForestReader(const fbs::Forest& file);

  [[nodiscard]] std::vector<ForestTree> read_trees();
  [[nodiscard]] std::vector<double> read_importances() const;

 private:
  void check_sizes() const;
  [[nodiscard]] ForestTree read_tree(std::uint32_t n_nodes, std::uint32_t n_mixed);
  void find_places(std::uint32_t n_nodes);
  [[nodiscard]] std::uint32_t depth_of(std::uint32_t n_nodes) const;
  [[nodiscard]] TreeNode read_leaf(std::uint32_t self, std::vector<float>& mixed);
  void read_fractions(std::vector<float>& mixed);

  const fbs::Forest& file_;
  std::size_t n_classes_ = 0;
  // The file's columns, and how far each is read.
  std::span<const std::uint8_t> is_split_;
  std::span<const std::uint16_t> feature_;
  std::span<const float> threshold_;
  std::span<const std::uint8_t> leaf_class_;
  std::size_t node_ = 0;
  std::size_t split_ = 0;
  std::size_t leaf_ = 0;
  std::size_t mixed_leaf_ = 0;
  std::size_t entry_ = 0;
  // Where in the present tree its splits and its leaves are.
  std::vector<std::uint32_t> split_at_;
  std::vector<std::uint32_t> leaf_at_;
};

}  // namespace earmark::ml
