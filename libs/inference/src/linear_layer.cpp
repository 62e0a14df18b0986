#include "linear_layer.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "transformer_kernels.h"

namespace earmark::inference {

LinearLayer::LinearLayer(const Kernel& kernel, std::vector<float> bias)
    : scale_{kernel.scale}, zero_{kernel.zero}, bias_{std::move(bias)} {
  const std::size_t n_columns = bias_.size();
  if (n_columns == 0 || kernel.integers.empty() || kernel.integers.size() % n_columns != 0) {
    throw std::invalid_argument("LinearLayer: kernel must have whole rows of bias's length");
  }
  n_inner_ = kernel.integers.size() / n_columns;
  const std::size_t n_strips = (n_columns + kStrip - 1) / kStrip;
  strips_.resize(n_strips * n_inner_ * kStrip, zero_);
  auto to = strips_.begin();
  for (std::size_t col = 0; col < n_columns; col += kStrip) {
    const std::size_t width = std::min(kStrip, n_columns - col);
    for (std::size_t k = 0; k < n_inner_; ++k) {
      std::ranges::copy(kernel.integers.subspan(k * n_columns + col, width), to);
      to += kStrip;
    }
  }
}

void LinearLayer::apply(MatrixView<const float> x, Scratch& scratch, MatrixView<float> y) const {
  if (x.cols() != n_inner_ || y.rows() != x.rows() || y.cols() != n_cols()) {
    throw std::invalid_argument("LinearLayer::apply: x must be [n, n_inner()], y [n, n_cols()]");
  }
  const std::size_t n_weights = n_inner_ * kStrip;
  if (scratch.weights.size() < n_weights) {
    scratch.weights.resize(n_weights);
  }
  if (scratch.sums.rows() < x.rows() || scratch.sums.cols() != kStrip) {
    scratch.sums.resize(x.rows(), kStrip);
  }
  const std::span weights = std::span{scratch.weights}.first(n_weights);
  const MatrixView<const float> strip{weights.data(), n_inner_, kStrip};
  const MatrixView<float> sums = scratch.sums.view().rows(0, x.rows());
  std::span<const std::int8_t> rest = strips_;
  for (std::size_t col = 0; col < n_cols(); col += kStrip) {
    unpack(rest.first(n_weights), zero_, weights);
    rest = rest.subspan(n_weights);
    multiply(x, strip, sums);
    const std::size_t width = std::min(kStrip, n_cols() - col);
    scale_and_shift({sums.data(), sums.rows(), width, sums.stride()}, scale_,
                    std::span{bias_}.subspan(col, width),
                    {y.data() + col, y.rows(), width, y.stride()});
  }
}

}  // namespace earmark::inference
