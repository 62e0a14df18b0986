#include "matrix_product.h"

#include <algorithm>
#include <cstddef>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "matrix_product.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace earmark::dsp::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;
using D = hn::CappedTag<float, 16>;

// Terms summed before their sum joins the total: keeps rounding errors to about 64 + k / 64 steps.
constexpr std::size_t kTerms = 64;

template <class V>
void add_or_store(bool add, V sum, float* out) {
  const D d;
  hn::Store(add ? hn::Add(hn::Load(d, out), sum) : sum, d, out);
}

// Rows r to r + 3 of the product for three vectors of frames from t.
void four_by_three(MatrixView<const float> A, MatrixView<const float> X, MatrixView<float> out,
                   std::size_t r, std::size_t t) {
  const D d;
  const std::size_t N = hn::Lanes(d);
  const float* a = A.data() + r * A.stride();
  for (std::size_t first = 0; first < A.cols(); first += kTerms) {
    auto s00 = hn::Zero(d);
    auto s01 = hn::Zero(d);
    auto s02 = hn::Zero(d);
    auto s10 = hn::Zero(d);
    auto s11 = hn::Zero(d);
    auto s12 = hn::Zero(d);
    auto s20 = hn::Zero(d);
    auto s21 = hn::Zero(d);
    auto s22 = hn::Zero(d);
    auto s30 = hn::Zero(d);
    auto s31 = hn::Zero(d);
    auto s32 = hn::Zero(d);
    const std::size_t end = std::min(first + kTerms, A.cols());
    for (std::size_t k = first; k < end; ++k) {
      const float* x = X.data() + k * X.stride() + t;
      const auto x0 = hn::Load(d, x);
      const auto x1 = hn::Load(d, x + N);
      const auto x2 = hn::Load(d, x + 2 * N);
      const auto a0 = hn::Set(d, a[k]);
      s00 = hn::MulAdd(a0, x0, s00);
      s01 = hn::MulAdd(a0, x1, s01);
      s02 = hn::MulAdd(a0, x2, s02);
      const auto a1 = hn::Set(d, a[A.stride() + k]);
      s10 = hn::MulAdd(a1, x0, s10);
      s11 = hn::MulAdd(a1, x1, s11);
      s12 = hn::MulAdd(a1, x2, s12);
      const auto a2 = hn::Set(d, a[2 * A.stride() + k]);
      s20 = hn::MulAdd(a2, x0, s20);
      s21 = hn::MulAdd(a2, x1, s21);
      s22 = hn::MulAdd(a2, x2, s22);
      const auto a3 = hn::Set(d, a[3 * A.stride() + k]);
      s30 = hn::MulAdd(a3, x0, s30);
      s31 = hn::MulAdd(a3, x1, s31);
      s32 = hn::MulAdd(a3, x2, s32);
    }
    float* o = out.data() + r * out.stride() + t;
    const bool add = first > 0;
    add_or_store(add, s00, o);
    add_or_store(add, s01, o + N);
    add_or_store(add, s02, o + 2 * N);
    add_or_store(add, s10, o + out.stride());
    add_or_store(add, s11, o + out.stride() + N);
    add_or_store(add, s12, o + out.stride() + 2 * N);
    add_or_store(add, s20, o + 2 * out.stride());
    add_or_store(add, s21, o + 2 * out.stride() + N);
    add_or_store(add, s22, o + 2 * out.stride() + 2 * N);
    add_or_store(add, s30, o + 3 * out.stride());
    add_or_store(add, s31, o + 3 * out.stride() + N);
    add_or_store(add, s32, o + 3 * out.stride() + 2 * N);
  }
}

void one_by_one(MatrixView<const float> A, MatrixView<const float> X, MatrixView<float> out,
                std::size_t r, std::size_t t) {
  const D d;
  const float* a = A.data() + r * A.stride();
  for (std::size_t first = 0; first < A.cols(); first += kTerms) {
    auto sum = hn::Zero(d);
    const std::size_t end = std::min(first + kTerms, A.cols());
    for (std::size_t k = first; k < end; ++k) {
      sum = hn::MulAdd(hn::Set(d, a[k]), hn::Load(d, X.data() + k * X.stride() + t), sum);
    }
    add_or_store(first > 0, sum, out.data() + r * out.stride() + t);
  }
}

void multiply(MatrixView<const float> A, MatrixView<const float> X, MatrixView<float> out) {
  const std::size_t N = hn::Lanes(D());
  const std::size_t n = (X.cols() + N - 1) / N * N;
  for (std::size_t t = 0; t < n;) {
    const bool three = t + 3 * N <= n;
    std::size_t r = 0;
    for (; three && r + 4 <= A.rows(); r += 4) {
      four_by_three(A, X, out, r, t);
    }
    const std::size_t end = three ? t + 3 * N : t + N;
    for (; r < A.rows(); ++r) {
      for (std::size_t u = t; u < end; u += N) {
        one_by_one(A, X, out, r, u);
      }
    }
    t = end;
  }
}

}  // namespace
}  // namespace earmark::dsp::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace earmark::dsp {

HWY_EXPORT(multiply);

void matrix_product(MatrixView<const float> A, MatrixView<const float> X, MatrixView<float> out) {
  HWY_DYNAMIC_DISPATCH(multiply)(A, X, out);
}

}  // namespace earmark::dsp

#endif  // HWY_ONCE
