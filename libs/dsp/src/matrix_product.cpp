#include "matrix_product.h"

#include <algorithm>
#include <cstddef>

namespace earmark::dsp {

void matrix_product(MatrixView<const float> A, MatrixView<const float> X, MatrixView<float> out) {
  for (std::size_t r = 0; r < A.rows(); ++r) {
    for (std::size_t t = 0; t < X.cols(); ++t) {
      double sum = 0.0;
      for (std::size_t k = 0; k < A.cols(); ++k) {
        sum += static_cast<double>(A(r, k)) * static_cast<double>(X(k, t));
      }
      out(r, t) = static_cast<float>(sum);
    }
  }
}

}  // namespace earmark::dsp
