#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>

#include "earmark/base/thread_pool.h"
#include "earmark/ml/random_forest.h"
#include "forest_leaf.h"

namespace earmark::ml {
namespace {

constexpr std::size_t kLanes = 16;        // rows that walk side by side, to hide loads' latency
constexpr std::size_t kBlockRows = 8192;  // rows that one tree sees while it is in cache
constexpr std::size_t kLeastBlock = 64;   // rows that are worth a thread's waking
constexpr std::uint32_t kStepsPerLook = 4;

using Walk = std::array<std::uint32_t, kLanes>;

/// The leaf that each of kLanes rows reaches.
Walk find_leaves(const ForestTree& tree, const std::array<const float*, kLanes>& rows) {
  const TreeNode* nodes = tree.nodes.data();
  Walk at{};
  for (std::uint32_t step = 0; step < tree.depth; step += kStepsPerLook) {
    for (std::uint32_t k = 0; k < kStepsPerLook; ++k) {
      for (std::size_t lane = 0; lane < kLanes; ++lane) {
        const TreeNode node = nodes[at[lane]];
        at[lane] = node.left() + (rows[lane][node.feature()] > node.threshold() ? 1U : 0U);
      }
    }
    bool all_done = true;
    for (const std::uint32_t i : at) {
      all_done = all_done && nodes[i].is_leaf();
    }
    if (all_done) {
      break;
    }
  }
  return at;
}

}  // namespace

void RandomForest::check_input(MatrixView<const float> X, MatrixView<double> out) const {
  if (X.cols() != n_features_ || out.rows() != X.rows() ||
      out.cols() != static_cast<std::size_t>(n_classes_)) {
    throw std::invalid_argument(
        "RandomForest::predict_proba: X must be [n_rows, n_features], out [n_rows, n_classes]");
  }
  for (std::size_t row = 0; row < X.rows(); ++row) {
    float sum = 0.0F;  // 0 * x is NaN where x is not finite, and adding keeps a NaN
    for (const float x : X.row(row)) {
      sum += 0.0F * x;
    }
    if (std::isnan(sum)) {
      throw std::invalid_argument("RandomForest::predict_proba: X must be finite");
    }
  }
}

void RandomForest::add_trees(MatrixView<const float> X, std::span<const ForestTree> trees,
                             MatrixView<double> sums) {
  for (const ForestTree& tree : trees) {
    for (std::size_t first = 0; first < X.rows(); first += kLanes) {
      const std::size_t n = std::min(kLanes, X.rows() - first);
      std::array<const float*, kLanes> rows{};
      for (std::size_t lane = 0; lane < kLanes; ++lane) {
        rows[lane] = X.row(first + std::min(lane, n - 1)).data();
      }
      const Walk leaves = find_leaves(tree, rows);
      for (std::size_t lane = 0; lane < n; ++lane) {
        add_leaf(tree, leaves[lane], sums.row(first + lane));
      }
    }
  }
}

void RandomForest::predict_rows(MatrixView<const float> X, MatrixView<double> out) const {
  for (std::size_t row = 0; row < X.rows(); ++row) {
    std::ranges::fill(out.row(row), 0.0);
  }
  add_trees(X, trees_, out);
  const auto n_trees = static_cast<double>(trees_.size());
  for (std::size_t row = 0; row < X.rows(); ++row) {
    for (double& p : out.row(row)) {
      p /= n_trees;
    }
  }
}

void RandomForest::predict_proba(MatrixView<const float> X, MatrixView<double> out) const {
  check_input(X, out);
  for (std::size_t first = 0; first < X.rows(); first += kBlockRows) {
    const std::size_t n = std::min(kBlockRows, X.rows() - first);
    predict_rows(X.rows(first, n), out.rows(first, n));
  }
}

void RandomForest::add_votes(MatrixView<const float> X, std::size_t first, std::size_t last,
                             MatrixView<double> sums) const {
  check_input(X, sums);
  if (first > last || last > trees_.size()) {
    throw std::invalid_argument("RandomForest::add_votes: [first, last) must lie in the trees");
  }
  add_trees(X, std::span{trees_}.subspan(first, last - first), sums);
}

void RandomForest::predict_proba(MatrixView<const float> X, MatrixView<double> out,
                                 ThreadPool& pool) const {
  check_input(X, out);
  const std::size_t share = (X.rows() + pool.n_threads() - 1) / pool.n_threads();
  const std::size_t block_rows = std::clamp(share, kLeastBlock, kBlockRows);
  if (X.rows() <= block_rows) {
    predict_rows(X, out);
    return;
  }
  const std::size_t n_blocks = (X.rows() + block_rows - 1) / block_rows;
  pool.parallel_for(n_blocks, [&](std::size_t block, std::size_t) {
    const std::size_t first = block * block_rows;
    const std::size_t n = std::min(block_rows, X.rows() - first);
    predict_rows(X.rows(first, n), out.rows(first, n));
  });
}

}  // namespace earmark::ml
