#include "cnn_kernels.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "dense_kernels.cpp"  // NOLINT: Highway compiles this file once a target
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include <algorithm>
#include <array>
#include <cassert>

HWY_BEFORE_NAMESPACE();
namespace earmark::nn::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

using D = hn::ScalableTag<float>;
using D4 = hn::CappedTag<float, 4>;
using D1 = hn::CappedTag<float, 1>;

// The sums of a tile stay in registers: 8 x 2 of 32, or 4 x 2 of 16.
constexpr std::size_t kTileRows = HWY_TARGET <= HWY_AVX3 ? 8 : 4;
// A block of B of this depth and of a tile's width stays in the first-level cache.
constexpr std::size_t kDepth = 256;

struct Product {
  const float* a;
  std::size_t a_row;
  std::size_t a_col;
  const float* b;
  const float* bias;
  std::size_t n_inner;
  std::size_t n_cols;
  float* c;
};

// The part of a tile of C, kRows x kVectors vectors, that the inner indices [k0, k1) give.
template <std::size_t kRows, std::size_t kVectors, class Tag>
HWY_INLINE void tile(Tag d, const Product& m, std::size_t row, std::size_t col, std::size_t k0,
                     std::size_t k1) {
  const std::size_t n_lanes = hn::Lanes(d);
  std::array<std::array<hn::Vec<Tag>, kVectors>, kRows> sum;
  for (std::size_t r = 0; r < kRows; ++r) {
    for (std::size_t v = 0; v < kVectors; ++v) {
      if (k0 != 0) {
        sum[r][v] = hn::LoadU(d, m.c + (row + r) * m.n_cols + col + v * n_lanes);
      } else if (m.bias != nullptr) {
        sum[r][v] = hn::LoadU(d, m.bias + col + v * n_lanes);
      } else {
        sum[r][v] = hn::Zero(d);
      }
    }
  }
  for (std::size_t k = k0; k < k1; ++k) {
    std::array<hn::Vec<Tag>, kVectors> b;
    for (std::size_t v = 0; v < kVectors; ++v) {
      b[v] = hn::LoadU(d, m.b + k * m.n_cols + col + v * n_lanes);
    }
    const float* a = m.a + row * m.a_row + k * m.a_col;
    for (std::size_t r = 0; r < kRows; ++r) {
      const auto value = hn::Set(d, a[r * m.a_row]);
      for (std::size_t v = 0; v < kVectors; ++v) {
        sum[r][v] = hn::MulAdd(value, b[v], sum[r][v]);
      }
    }
  }
  for (std::size_t r = 0; r < kRows; ++r) {
    for (std::size_t v = 0; v < kVectors; ++v) {
      hn::StoreU(sum[r][v], d, m.c + (row + r) * m.n_cols + col + v * n_lanes);
    }
  }
}

// One strip of columns, all rows.
template <std::size_t kVectors, class Tag>
HWY_INLINE void strip(Tag d, const Product& m, std::size_t first, std::size_t last, std::size_t col,
                      std::size_t k0) {
  const std::size_t k1 = std::min(k0 + kDepth, m.n_inner);
  std::size_t row = first;
  for (; row + kTileRows <= last; row += kTileRows) {
    tile<kTileRows, kVectors>(d, m, row, col, k0, k1);
  }
  for (; row < last; ++row) {
    tile<1, kVectors>(d, m, row, col, k0, k1);
  }
}

void multiply_simd(const LeftFactor& a, std::span<const float> b, std::span<const float> bias,
                   std::size_t n_inner, std::size_t n_cols, std::size_t first, std::size_t last,
                   std::span<float> c) {
  const float* bias_or_none = bias.empty() ? nullptr : bias.data();
  const Product m{a.data.data(), a.row_stride, a.col_stride, b.data(),
                  bias_or_none,  n_inner,      n_cols,       c.data()};
  for (std::size_t k0 = 0; k0 < n_inner; k0 += kDepth) {
    std::size_t col = 0;
    for (; col + 2 * hn::Lanes(D{}) <= n_cols; col += 2 * hn::Lanes(D{})) {
      strip<2>(D{}, m, first, last, col, k0);
    }
    for (; col + hn::Lanes(D4{}) <= n_cols; col += hn::Lanes(D4{})) {
      strip<1>(D4{}, m, first, last, col, k0);
    }
    for (; col < n_cols; ++col) {
      strip<1>(D1{}, m, first, last, col, k0);
    }
  }
}

struct Moments {
  const float* gradient;
  float* parameter;
  float* first;
  float* second;
};

template <class Tag>
HWY_INLINE void adam_at(Tag d, const AdamStep& step, const Moments& at, std::size_t i) {
  const auto g = hn::LoadU(d, at.gradient + i);
  auto m = hn::LoadU(d, at.first + i);
  auto v = hn::LoadU(d, at.second + i);
  m = hn::MulAdd(hn::Sub(g, m), hn::Set(d, 1.0F - step.beta_1), m);
  v = hn::MulAdd(hn::Sub(hn::Mul(g, g), v), hn::Set(d, 1.0F - step.beta_2), v);
  const auto change =
      hn::Div(hn::Mul(hn::Set(d, step.rate), m), hn::Add(hn::Sqrt(v), hn::Set(d, step.epsilon)));
  hn::StoreU(m, d, at.first + i);
  hn::StoreU(v, d, at.second + i);
  hn::StoreU(hn::Sub(hn::LoadU(d, at.parameter + i), change), d, at.parameter + i);
}

void adam_update_simd(const AdamStep& step, std::span<const float> gradient,
                      std::span<float> parameters, std::span<float> first_moment,
                      std::span<float> second_moment) {
  const std::size_t n = gradient.size();
  const Moments at{gradient.data(), parameters.data(), first_moment.data(), second_moment.data()};
  std::size_t i = 0;
  for (; i + hn::Lanes(D{}) <= n; i += hn::Lanes(D{})) {
    adam_at(D{}, step, at, i);
  }
  for (; i < n; ++i) {
    adam_at(D1{}, step, at, i);
  }
}

}  // namespace
}  // namespace earmark::nn::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace earmark::nn {

HWY_EXPORT(multiply_simd);
HWY_EXPORT(adam_update_simd);

void multiply(const LeftFactor& a, std::span<const float> b, std::span<const float> bias,
              std::size_t n_inner, std::size_t n_cols, std::size_t first, std::size_t last,
              std::span<float> c) {
  assert(b.size() >= n_inner * n_cols && c.size() >= last * n_cols);
  HWY_DYNAMIC_DISPATCH(multiply_simd)
  (a, b, bias, n_inner, n_cols, first, last, c);
}

void adam_update(const AdamStep& step, std::span<const float> gradient, std::span<float> parameters,
                 std::span<float> first_moment, std::span<float> second_moment) {
  assert(parameters.size() == gradient.size());
  HWY_DYNAMIC_DISPATCH(adam_update_simd)
  (step, gradient, parameters, first_moment, second_moment);
}

}  // namespace earmark::nn
#endif
