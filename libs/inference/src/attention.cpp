#include "attention.h"

#include <algorithm>
#include <stdexcept>

#include "transformer_kernels.h"

namespace earmark::inference {
namespace {

MatrixView<const float> columns(MatrixView<const float> all, std::size_t first, std::size_t n) {
  return {all.data() + first, all.rows(), n, all.stride()};
}

// Some rows at a time: what is written lies side by side, what is read stays in the cache.
void transpose(MatrixView<const float> in, MatrixView<float> out) {
  constexpr std::size_t kRows = 16;
  for (std::size_t first = 0; first < in.rows(); first += kRows) {
    const std::size_t last = std::min(first + kRows, in.rows());
    for (std::size_t c = 0; c < in.cols(); ++c) {
      for (std::size_t r = first; r < last; ++r) {
        out(c, r) = in(r, c);
      }
    }
  }
}

void fit(Matrix<float>& matrix, std::size_t rows, std::size_t cols) {
  if (matrix.rows() != rows || matrix.cols() != cols) {
    matrix.resize(rows, cols);
  }
}

}  // namespace

void attend(MatrixView<const float> qkv, std::size_t n_heads, float unit, AttentionScratch& scratch,
            MatrixView<float> mixed) {
  const std::size_t n_tokens = qkv.rows();
  const std::size_t size = n_heads == 0 ? 0 : mixed.cols() / n_heads;
  if (size == 0 || size % kProductColumns != 0 || mixed.cols() != n_heads * size ||
      qkv.cols() != 3 * mixed.cols() || mixed.rows() != n_tokens) {
    throw std::invalid_argument(
        "attend: qkv must be [n, 3 n_heads size], mixed [n, n_heads size], size a multiple of 16");
  }
  // Keys that are no tokens fill the last columns of a product; the softmax leaves them out.
  const std::size_t n_keys = (n_tokens + kProductColumns - 1) / kProductColumns * kProductColumns;
  fit(scratch.keys, size, n_keys);
  fit(scratch.scores, n_tokens, n_keys);
  const MatrixView<float> scores = scratch.scores.view();
  const MatrixView<float> shares{scores.data(), n_tokens, n_tokens, scores.stride()};
  for (std::size_t head = 0; head < n_heads; ++head) {
    const std::size_t first = head * size;
    transpose(columns(qkv, mixed.cols() + first, size), scratch.keys.view());
    multiply(columns(qkv, first, size), scratch.keys.view(), scores);
    softmax(shares, unit);
    multiply(shares, columns(qkv, 2 * mixed.cols() + first, size),
             {mixed.data() + first, n_tokens, size, mixed.stride()});
  }
}

}  // namespace earmark::inference
