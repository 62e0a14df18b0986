#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "earmark/base/matrix_view.h"

namespace earmark {
class ThreadPool;
}

namespace earmark::ml {

/// Values of a node that differ by no more count as equal (sklearn/tree/_partitioner.pxd).
inline constexpr float kFeatureThreshold = 1e-7F;

/// A float table by columns, each value replaced by its rank among the distinct values of its
/// column: sorting small integers is what growing a tree spends its time on. Sorted once, shared
/// by all trees.
class RankedTable {
 public:
  /// @param X  [n_samples, n_features], finite
  RankedTable(MatrixView<const float> X, ThreadPool& pool);

  [[nodiscard]] std::size_t n_samples() const { return n_samples_; }
  [[nodiscard]] std::size_t n_features() const { return values_.size(); }
  /// Rank of each row's value, [n_samples].
  [[nodiscard]] std::span<const std::uint32_t> ranks(std::size_t feature) const {
    return std::span{ranks_}.subspan(feature * n_samples_, n_samples_);
  }
  /// The distinct values, ascending: values(f)[ranks(f)[row]] is the cell.
  [[nodiscard]] std::span<const float> values(std::size_t feature) const {
    return values_[feature];
  }
  /// Whether the value after this rank's is so close that the two may count as equal.
  [[nodiscard]] bool is_close_to_next(std::size_t feature, std::size_t rank) const {
    return is_close_[feature][rank];
  }
  /// Bits that hold every rank.
  [[nodiscard]] unsigned rank_bits() const { return rank_bits_; }

 private:
  void rank_column(MatrixView<const float> X, std::size_t feature,
                   std::vector<std::uint64_t>& keys);

  std::size_t n_samples_;
  std::vector<std::uint32_t> ranks_;
  std::vector<std::vector<float>> values_;
  std::vector<std::vector<bool>> is_close_;  ///< bits, so that a column of them stays in cache
  unsigned rank_bits_ = 0;
};

}  // namespace earmark::ml
