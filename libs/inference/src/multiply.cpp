#include <array>
#include <cassert>

#include "transformer_kernels.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "multiply.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace earmark::inference::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;
using D = hn::CappedTag<float, kProductColumns>;
using V = hn::Vec<D>;

// The sums of a tile stay in registers: 12 x 2 of 32, or 6 x 2 of 16.
constexpr std::size_t kTileRows = HWY_TARGET <= HWY_AVX3 ? 12 : 6;

struct Product {
  MatrixView<const float> a;
  MatrixView<const float> b;
  MatrixView<float> c;
};

// kRows x kVectors vectors of c.
template <std::size_t kRows, std::size_t kVectors>
HWY_INLINE void tile(const Product& m, std::size_t row, std::size_t col) {
  const D d;
  const std::size_t n_lanes = hn::Lanes(d);
  std::array<std::array<V, kVectors>, kRows> sum;
  for (std::size_t r = 0; r < kRows; ++r) {
    for (std::size_t v = 0; v < kVectors; ++v) {
      sum[r][v] = hn::Zero(d);
    }
  }
  const float* a = m.a.data() + row * m.a.stride();
  const float* b = m.b.data() + col;
  const std::size_t a_stride = m.a.stride();
  for (std::size_t k = 0; k < m.a.cols(); ++k, b += m.b.stride()) {
    std::array<V, kVectors> factors;
    for (std::size_t v = 0; v < kVectors; ++v) {
      factors[v] = hn::LoadU(d, b + v * n_lanes);
    }
    for (std::size_t r = 0; r < kRows; ++r) {
      const V value = hn::Set(d, a[r * a_stride + k]);
      for (std::size_t v = 0; v < kVectors; ++v) {
        sum[r][v] = hn::MulAdd(value, factors[v], sum[r][v]);
      }
    }
  }
  float* c = m.c.data() + row * m.c.stride() + col;
  for (std::size_t r = 0; r < kRows; ++r) {
    for (std::size_t v = 0; v < kVectors; ++v) {
      hn::StoreU(sum[r][v], d, c + r * m.c.stride() + v * n_lanes);
    }
  }
}

template <std::size_t kVectors>
HWY_INLINE void column_of_tiles(const Product& m, std::size_t col) {
  std::size_t row = 0;
  for (; row + kTileRows <= m.c.rows(); row += kTileRows) {
    tile<kTileRows, kVectors>(m, row, col);
  }
  for (; row < m.c.rows(); ++row) {
    tile<1, kVectors>(m, row, col);
  }
}

void multiply_simd(MatrixView<const float> a, MatrixView<const float> b, MatrixView<float> c) {
  const Product m{a, b, c};
  const std::size_t n_lanes = hn::Lanes(D{});
  std::size_t col = 0;
  for (; col + n_lanes + n_lanes <= c.cols(); col += n_lanes + n_lanes) {
    column_of_tiles<2>(m, col);
  }
  for (; col + n_lanes <= c.cols(); col += n_lanes) {
    column_of_tiles<1>(m, col);
  }
}

}  // namespace
}  // namespace earmark::inference::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace earmark::inference {

HWY_EXPORT(multiply_simd);

void multiply(MatrixView<const float> a, MatrixView<const float> b, MatrixView<float> c) {
  assert(a.cols() == b.rows() && a.rows() == c.rows() && b.cols() == c.cols());
  assert(c.cols() % kProductColumns == 0);
  HWY_DYNAMIC_DISPATCH(multiply_simd)(a, b, c);
}

}  // namespace earmark::inference

#endif  // HWY_ONCE
