#include <cassert>
#include <cmath>
#include <limits>

#include "transformer_kernels.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "transformer_rows.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"
// After foreach_target.
#include "hwy/contrib/math/math-inl.h"

HWY_BEFORE_NAMESPACE();
namespace earmark::inference::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;
using D = hn::CappedTag<float, 16>;
// 72 tokens are four vectors of 16 and half a one.
using D8 = hn::CappedTag<float, 8>;
using D1 = hn::CappedTag<float, 1>;

// Calls action(tag, i) for whole vectors of [0, n), then for smaller ones, then for single values.
template <class Action>
HWY_INLINE void for_each_vector(std::size_t n, const Action& action) {
  const std::size_t n_lanes = hn::Lanes(D{});
  std::size_t i = 0;
  for (; i + n_lanes <= n; i += n_lanes) {
    action(D{}, i);
  }
  for (; i + hn::Lanes(D8{}) <= n; i += hn::Lanes(D8{})) {
    action(D8{}, i);
  }
  for (; i < n; ++i) {
    action(D1{}, i);
  }
}

// The sum of term(tag, i) over [0, n).
template <class Term>
HWY_INLINE float sum_of(std::size_t n, const Term& term) {
  const std::size_t n_lanes = hn::Lanes(D{});
  auto sum = hn::Zero(D{});
  std::size_t i = 0;
  for (; i + n_lanes <= n; i += n_lanes) {
    sum = hn::Add(sum, term(D{}, i));
  }
  auto half = hn::Zero(D8{});
  for (; i + hn::Lanes(D8{}) <= n; i += hn::Lanes(D8{})) {
    half = hn::Add(half, term(D8{}, i));
  }
  auto rest = hn::Zero(D1{});
  for (; i < n; ++i) {
    rest = hn::Add(rest, term(D1{}, i));
  }
  return hn::GetLane(hn::SumOfLanes(D{}, sum)) + hn::GetLane(hn::SumOfLanes(D8{}, half)) +
         hn::GetLane(rest);
}

void unpack_simd(const std::int8_t* integers, std::int8_t zero, std::size_t n, float* out) {
  for_each_vector(n, [&](auto d, std::size_t i) HWY_ATTR {
    const hn::Rebind<std::int8_t, decltype(d)> d8;
    const hn::Rebind<std::int32_t, decltype(d)> d32;
    const auto wide = hn::PromoteTo(d32, hn::LoadU(d8, integers + i));
    hn::StoreU(hn::ConvertTo(d, hn::Sub(wide, hn::Set(d32, zero))), d, out + i);
  });
}

void scale_and_shift_simd(MatrixView<const float> sums, float scale, const float* bias,
                          MatrixView<float> out) {
  for (std::size_t r = 0; r < sums.rows(); ++r) {
    const float* sum = sums.data() + r * sums.stride();
    float* row = out.data() + r * out.stride();
    for_each_vector(sums.cols(), [&](auto d, std::size_t i) HWY_ATTR {
      hn::StoreU(hn::MulAdd(hn::Set(d, scale), hn::LoadU(d, sum + i), hn::LoadU(d, bias + i)), d,
                 row + i);
    });
  }
}

void add_to_simd(MatrixView<float> x, MatrixView<const float> y) {
  for (std::size_t r = 0; r < x.rows(); ++r) {
    float* row = x.data() + r * x.stride();
    const float* other = y.data() + r * y.stride();
    for_each_vector(x.cols(), [&](auto d, std::size_t i) HWY_ATTR {
      hn::StoreU(hn::Add(hn::LoadU(d, row + i), hn::LoadU(d, other + i)), d, row + i);
    });
  }
}

// Abramowitz and Stegun, Handbook of Mathematical Functions, 7.1.26: the complement of erf(u),
// u >= 0, within 1.5e-7.
template <class Tag, class V>
HWY_INLINE V complement_of_erf(Tag d, V u) {
  const V t = hn::Div(hn::Set(d, 1.0F), hn::MulAdd(hn::Set(d, 0.3275911F), u, hn::Set(d, 1.0F)));
  V p = hn::Set(d, 1.061405429F);
  p = hn::MulAdd(p, t, hn::Set(d, -1.453152027F));
  p = hn::MulAdd(p, t, hn::Set(d, 1.421413741F));
  p = hn::MulAdd(p, t, hn::Set(d, -0.284496736F));
  p = hn::MulAdd(p, t, hn::Set(d, 0.254829592F));
  return hn::Mul(hn::Mul(p, t), hn::Exp(d, hn::Neg(hn::Mul(u, u))));
}

void gelu_simd(MatrixView<float> x) {
  constexpr float kSqrtHalf = 0.70710678F;
  for (std::size_t r = 0; r < x.rows(); ++r) {
    float* row = x.data() + r * x.stride();
    for_each_vector(x.cols(), [&](auto d, std::size_t i) HWY_ATTR {
      const auto value = hn::LoadU(d, row + i);
      const auto u = hn::Mul(hn::Abs(value), hn::Set(d, kSqrtHalf));
      const auto tail = hn::Mul(hn::Set(d, 0.5F), complement_of_erf(d, u));
      const auto share =
          hn::IfThenElse(hn::Lt(value, hn::Zero(d)), tail, hn::Sub(hn::Set(d, 1.0F), tail));
      hn::StoreU(hn::Mul(value, share), d, row + i);
    });
  }
}

HWY_INLINE float largest(const float* x, std::size_t n) {
  const std::size_t n_lanes = hn::Lanes(D{});
  auto top = hn::Set(D{}, -std::numeric_limits<float>::infinity());
  std::size_t i = 0;
  for (; i + n_lanes <= n; i += n_lanes) {
    top = hn::Max(top, hn::LoadU(D{}, x + i));
  }
  float found = hn::GetLane(hn::MaxOfLanes(D{}, top));
  for (; i < n; ++i) {
    found = x[i] > found ? x[i] : found;
  }
  return found;
}

void softmax_simd(MatrixView<float> x, float unit) {
  for (std::size_t r = 0; r < x.rows(); ++r) {
    float* row = x.data() + r * x.stride();
    const float top = largest(row, x.cols());
    const float sum = sum_of(x.cols(), [&](auto d, std::size_t i) HWY_ATTR {
      const auto under_top = hn::Sub(hn::LoadU(d, row + i), hn::Set(d, top));
      const auto power = hn::Exp(d, hn::Mul(under_top, hn::Set(d, unit)));
      hn::StoreU(power, d, row + i);
      return power;
    });
    const float share = 1.0F / sum;
    for_each_vector(x.cols(), [&](auto d, std::size_t i) HWY_ATTR {
      hn::StoreU(hn::Mul(hn::LoadU(d, row + i), hn::Set(d, share)), d, row + i);
    });
  }
}

void layer_norm_simd(MatrixView<const float> x, const float* weight, const float* bias,
                     float epsilon, MatrixView<float> out) {
  const auto n = static_cast<float>(x.cols());
  for (std::size_t r = 0; r < x.rows(); ++r) {
    const float* in = x.data() + r * x.stride();
    float* row = out.data() + r * out.stride();
    const float mean =
        sum_of(x.cols(), [&](auto d, std::size_t i) HWY_ATTR { return hn::LoadU(d, in + i); }) / n;
    const float variance = sum_of(x.cols(),
                                  [&](auto d, std::size_t i) HWY_ATTR {
                                    const auto from_mean =
                                        hn::Sub(hn::LoadU(d, in + i), hn::Set(d, mean));
                                    return hn::Mul(from_mean, from_mean);
                                  }) /
                           n;
    const float unit = 1.0F / std::sqrt(variance + epsilon);
    for_each_vector(x.cols(), [&](auto d, std::size_t i) HWY_ATTR {
      const auto from_mean = hn::Sub(hn::LoadU(d, in + i), hn::Set(d, mean));
      const auto scaled = hn::Mul(hn::LoadU(d, weight + i), hn::Set(d, unit));
      hn::StoreU(hn::MulAdd(from_mean, scaled, hn::LoadU(d, bias + i)), d, row + i);
    });
  }
}

}  // namespace
}  // namespace earmark::inference::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace earmark::inference {

HWY_EXPORT(unpack_simd);
HWY_EXPORT(scale_and_shift_simd);
HWY_EXPORT(add_to_simd);
HWY_EXPORT(gelu_simd);
HWY_EXPORT(softmax_simd);
HWY_EXPORT(layer_norm_simd);

void unpack(std::span<const std::int8_t> integers, std::int8_t zero, std::span<float> out) {
  assert(out.size() == integers.size());
  HWY_DYNAMIC_DISPATCH(unpack_simd)(integers.data(), zero, integers.size(), out.data());
}

void scale_and_shift(MatrixView<const float> sums, float scale, std::span<const float> bias,
                     MatrixView<float> out) {
  assert(bias.size() == sums.cols() && out.cols() == sums.cols() && out.rows() == sums.rows());
  HWY_DYNAMIC_DISPATCH(scale_and_shift_simd)(sums, scale, bias.data(), out);
}

void add_to(MatrixView<float> x, MatrixView<const float> y) {
  assert(x.rows() == y.rows() && x.cols() == y.cols());
  HWY_DYNAMIC_DISPATCH(add_to_simd)(x, y);
}

void gelu(MatrixView<float> x) { HWY_DYNAMIC_DISPATCH(gelu_simd)(x); }

void softmax(MatrixView<float> x, float unit) { HWY_DYNAMIC_DISPATCH(softmax_simd)(x, unit); }

void layer_norm(MatrixView<const float> x, std::span<const float> weight,
                std::span<const float> bias, float epsilon, MatrixView<float> out) {
  assert(weight.size() == x.cols() && bias.size() == x.cols() && out.cols() == x.cols());
  HWY_DYNAMIC_DISPATCH(layer_norm_simd)(x, weight.data(), bias.data(), epsilon, out);
}

}  // namespace earmark::inference

#endif  // HWY_ONCE
