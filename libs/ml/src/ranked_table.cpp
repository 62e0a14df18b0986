#include "ranked_table.h"

#include <algorithm>
#include <bit>

#include "earmark/base/thread_pool.h"

namespace earmark::ml {
namespace {

/// Integers in the order of the floats they stand for; both zeros are one.
std::uint32_t ordered_bits(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value + 0.0F);
  return (bits & 0x80000000U) != 0 ? ~bits : bits | 0x80000000U;
}

}  // namespace

RankedTable::RankedTable(MatrixView<const float> X, ThreadPool& pool)
    : n_samples_{X.rows()}, ranks_(X.rows() * X.cols()), values_(X.cols()), is_close_(X.cols()) {
  std::vector<std::vector<std::uint64_t>> keys(pool.n_threads());
  pool.parallel_for(X.cols(), [&](std::size_t feature, std::size_t worker) {
    rank_column(X, feature, keys[worker]);
  });
  std::size_t most = 1;
  for (const auto& column : values_) {
    most = std::max(most, column.size());
  }
  rank_bits_ = static_cast<unsigned>(std::bit_width(most - 1));
}

void RankedTable::rank_column(MatrixView<const float> X, std::size_t feature,
                              std::vector<std::uint64_t>& keys) {
  keys.resize(n_samples_);
  for (std::size_t row = 0; row < n_samples_; ++row) {
    keys[row] = std::uint64_t{ordered_bits(X(row, feature))} << 32U | row;
  }
  std::ranges::sort(keys);
  const auto ranks = std::span{ranks_}.subspan(feature * n_samples_, n_samples_);
  auto& values = values_[feature];
  for (std::size_t i = 0; i < n_samples_; ++i) {
    const auto row = static_cast<std::uint32_t>(keys[i]);
    if (i == 0 || (keys[i] >> 32U) != (keys[i - 1] >> 32U)) {
      values.push_back(X(row, feature) + 0.0F);
    }
    ranks[row] = static_cast<std::uint32_t>(values.size() - 1);
  }
  auto& is_close = is_close_[feature];
  is_close.assign(values.size(), false);
  for (std::size_t i = 0; i + 1 < values.size(); ++i) {
    is_close[i] = values[i + 1] <= values[i] + kFeatureThreshold;
  }
}

}  // namespace earmark::ml