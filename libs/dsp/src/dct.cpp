#include "earmark/dsp/dct.h"

#include <cmath>
#include <numbers>

#include "matrix_product.h"
#include "padded.h"

namespace earmark::dsp {
namespace {

using std::numbers::pi;
using std::numbers::sqrt2;

// Entry of the transform without scaling, as scipy.fft.dct defines types 1 to 4.
double entry(int type, double k, double n, double n_in) {
  switch (type) {
    case 1: {
      const bool edge = n == 0.0 || n == n_in - 1.0;
      return (edge ? 1.0 : 2.0) * std::cos(pi * k * n / (n_in - 1.0));
    }
    case 2:
      return 2.0 * std::cos(pi * k * (2.0 * n + 1.0) / (2.0 * n_in));
    case 3:
      return n == 0.0 ? 1.0 : 2.0 * std::cos(pi * (2.0 * k + 1.0) * n / (2.0 * n_in));
    default:
      return 2.0 * std::cos(pi * (2.0 * k + 1.0) * (2.0 * n + 1.0) / (4.0 * n_in));
  }
}

// Factor that makes the transform's matrix orthogonal.
double ortho_scale(int type, double k, double n, double n_in) {
  const auto edge = [&](double i) { return i == 0.0 || i == n_in - 1.0; };
  switch (type) {
    case 1:
      return std::sqrt(0.5 / (n_in - 1.0)) * (edge(n) ? sqrt2 : 1.0) / (edge(k) ? sqrt2 : 1.0);
    case 2:
      return std::sqrt(0.5 / n_in) / (k == 0.0 ? sqrt2 : 1.0);
    case 3:
      return std::sqrt(0.5 / n_in) * (n == 0.0 ? sqrt2 : 1.0);
    default:
      return std::sqrt(0.5 / n_in);
  }
}

}  // namespace

void DctConfig::validate() const {
  require(type >= 1 && type <= 4, "dct: type must be 1, 2, 3 or 4");
  require(n_in >= (type == 1 ? 2U : 1U), "dct: n_in must be >= 1, for type 1 >= 2");
  require(n_out >= 1 && n_out <= n_in, "dct: n_out must lie in [1, n_in]");
}

Dct::Dct(const DctConfig& config) {
  config.validate();
  matrix_.resize(config.n_out, config.n_in);
  const auto n_in = static_cast<double>(config.n_in);
  for (std::size_t k = 0; k < config.n_out; ++k) {
    for (std::size_t n = 0; n < config.n_in; ++n) {
      const auto row = static_cast<double>(k);
      const auto col = static_cast<double>(n);
      const double scale =
          config.norm == DctNorm::kOrtho ? ortho_scale(config.type, row, col, n_in) : 1.0;
      matrix_(k, n) = static_cast<float>(entry(config.type, row, col, n_in) * scale);
    }
  }
}

void Dct::process(MatrixView<const float> x, MatrixView<float> out) const {
  require_shape(x, matrix_.cols(), x.cols(), "dct", "x");
  require_shape(out, matrix_.rows(), x.cols(), "dct", "out");
  require_padded(x, "dct", "x");
  require_padded(out, "dct", "out");
  matrix_product(matrix_.view(), x, out);
}

}  // namespace earmark::dsp
