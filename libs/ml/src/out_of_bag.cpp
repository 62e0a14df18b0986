#include "out_of_bag.h"

#include <algorithm>

#include "earmark/base/rng.h"
#include "earmark/base/thread_pool.h"
#include "forest_leaf.h"
#include "forest_sampling.h"

namespace earmark::ml {
namespace {

constexpr std::size_t kBlockRows = 1024;

void add_tree(const ForestTree& tree, std::span<const float> x, std::span<double> sums) {
  std::uint32_t at = 0;
  while (!tree.nodes[at].is_leaf()) {
    const TreeNode node = tree.nodes[at];
    at = node.left() + (x[node.feature()] > node.threshold() ? 1U : 0U);
  }
  add_leaf(tree, at, sums);
}

}  // namespace

std::optional<double> out_of_bag_accuracy(std::span<const ForestTree> trees,
                                          const ForestSampling& sampling,
                                          std::uint64_t random_state, MatrixView<const float> X,
                                          std::span<const int> y, std::size_t n_classes,
                                          ThreadPool& pool) {
  std::vector<double> sums(X.rows() * n_classes, 0.0);
  const auto sums_of = [&](std::size_t row) {
    return std::span{sums}.subspan(row * n_classes, n_classes);
  };
  // Tree after tree, so that the sums are the same whatever the number of threads.
  for (std::size_t tree = 0; tree < trees.size(); ++tree) {
    Rng rng{random_state, tree};
    const std::vector<double> weights = sampling.draw(rng);
    pool.parallel_for((X.rows() + kBlockRows - 1) / kBlockRows,
                      [&](std::size_t block, std::size_t) {
                        const std::size_t end = std::min((block + 1) * kBlockRows, X.rows());
                        for (std::size_t row = block * kBlockRows; row < end; ++row) {
                          if (weights[row] == 0.0) {
                            add_tree(trees[tree], X.row(row), sums_of(row));
                          }
                        }
                      });
  }
  std::size_t n_rows = 0;
  std::size_t n_right = 0;
  for (std::size_t row = 0; row < X.rows(); ++row) {
    const auto best = std::ranges::max_element(sums_of(row));
    if (*best > 0.0) {
      ++n_rows;
      n_right += best - sums_of(row).begin() == y[row] ? 1U : 0U;
    }
  }
  if (n_rows == 0) {
    return std::nullopt;
  }
  return static_cast<double>(n_right) / static_cast<double>(n_rows);
}

}  // namespace earmark::ml
