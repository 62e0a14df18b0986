#include "earmark/dsp/normalize.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

#include "padded.h"

namespace earmark::dsp {
namespace {

constexpr std::size_t kBlock = 64;

// Folds one row into the norms of a block of columns.
template <typename Fold>
void fold_rows(MatrixView<float> S, std::size_t first, std::size_t n,
               std::array<double, kBlock>& length, Fold fold) {
  for (std::size_t r = 0; r < S.rows(); ++r) {
    const float* row = S.row(r).data() + first;
    for (std::size_t i = 0; i < n; ++i) {
      length[i] = fold(length[i], static_cast<double>(std::abs(row[i])));
    }
  }
}

void norms(MatrixView<float> S, std::size_t first, std::size_t n, double p,
           std::array<double, kBlock>& length) {
  length.fill(0.0);
  if (p == kNormInf) {
    fold_rows(S, first, n, length, [](double a, double x) { return std::max(a, x); });
  } else if (p == -kNormInf) {
    length.fill(kNormInf);
    fold_rows(S, first, n, length, [](double a, double x) { return std::min(a, x); });
  } else if (p == 0.0) {
    fold_rows(S, first, n, length, [](double a, double x) { return a + (x > 0.0 ? 1.0 : 0.0); });
  } else if (p == 1.0) {
    fold_rows(S, first, n, length, [](double a, double x) { return a + x; });
  } else {
    fold_rows(S, first, n, length, [p](double a, double x) { return a + std::pow(x, p); });
    for (double& value : length) {
      value = std::pow(value, 1.0 / p);
    }
  }
}

}  // namespace

bool is_valid_norm(const Norm& norm) {
  return !norm || (!std::isnan(*norm) && (*norm >= 0.0 || std::isinf(*norm)));
}

void normalize(MatrixView<float> S, Norm norm) {
  require(is_valid_norm(norm), "normalize: norm must be >= 0 or an infinity");
  if (!norm) {
    return;
  }
  std::array<double, kBlock> length{};
  for (std::size_t first = 0; first < S.cols(); first += kBlock) {
    const std::size_t n = std::min(kBlock, S.cols() - first);
    norms(S, first, n, *norm, length);
    for (std::size_t i = 0; i < n; ++i) {
      length[i] =
          length[i] < static_cast<double>(std::numeric_limits<float>::min()) ? 1.0 : length[i];
    }
    for (std::size_t r = 0; r < S.rows(); ++r) {
      float* row = S.row(r).data() + first;
      for (std::size_t i = 0; i < n; ++i) {
        row[i] = static_cast<float>(static_cast<double>(row[i]) / length[i]);
      }
    }
  }
}

}  // namespace earmark::dsp
