#pragma once

#include <span>
#include <vector>

#include "earmark/base/matrix_view.h"

namespace earmark::ml {

/// Weighted mean and population variance of each column.
struct ColumnMoments {
  std::vector<double> mean;
  std::vector<double> variance;
};

/// In two passes, so that a large mean does not eat a small variance. Rows of weight 0 take no
/// part; the weights must not all be 0.
[[nodiscard]] ColumnMoments column_moments(MatrixView<const double> X,
                                           std::span<const double> weights);

}  // namespace earmark::ml
