#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "earmark/ml/forest_tree.h"

namespace earmark::ml {

/// Adds the class fractions of a leaf.
///
/// @param leaf  number of the node, which is a leaf
/// @param sums  [n_classes]
inline void add_leaf(const ForestTree& tree, std::uint32_t leaf, std::span<double> sums) {
  const std::size_t id = tree.nodes[leaf].leaf_id();
  if (id < sums.size()) {
    sums[id] += 1.0;
    return;
  }
  const float* fractions = tree.mixed.data() + (id - sums.size()) * sums.size();
  for (std::size_t c = 0; c < sums.size(); ++c) {
    sums[c] += static_cast<double>(fractions[c]);
  }
}

}  // namespace earmark::ml
