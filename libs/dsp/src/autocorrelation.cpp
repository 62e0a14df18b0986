#include "autocorrelation.h"

#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "autocorrelation.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace earmark::dsp::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;
using D = hn::CappedTag<double, 8>;
using V = hn::Vec<D>;

void add_products(std::span<const double> x, std::span<const double> window, std::size_t lag,
                  std::span<double> sums) {
  const D d;
  const std::size_t N = hn::Lanes(d);
  std::size_t t = 0;
  for (; t + N <= sums.size(); t += N) {
    V sum = hn::Zero(d);
    for (std::size_t j = 0; j + lag < window.size(); ++j) {
      const V product =
          hn::Mul(hn::LoadU(d, x.data() + t + j), hn::LoadU(d, x.data() + t + j + lag));
      sum = hn::MulAdd(hn::Set(d, window[j] * window[j + lag]), product, sum);
    }
    hn::StoreU(sum, d, sums.data() + t);
  }
  for (; t < sums.size(); ++t) {
    double sum = 0.0;
    for (std::size_t j = 0; j + lag < window.size(); ++j) {
      sum += window[j] * window[j + lag] * (x[t + j] * x[t + j + lag]);
    }
    sums[t] = sum;
  }
}

void dot_five(const double* HWY_RESTRICT x, const double* HWY_RESTRICT rows, std::size_t stride,
              std::size_t n, double* HWY_RESTRICT sums) {
  const D d;
  const std::size_t N = hn::Lanes(d);
  V sum0 = hn::Zero(d);
  V sum1 = hn::Zero(d);
  V sum2 = hn::Zero(d);
  V sum3 = hn::Zero(d);
  V sum4 = hn::Zero(d);
  std::size_t k = 0;
  for (; k + N <= n; k += N) {
    const V value = hn::LoadU(d, x + k);
    sum0 = hn::MulAdd(value, hn::LoadU(d, rows + k), sum0);
    sum1 = hn::MulAdd(value, hn::LoadU(d, rows + stride + k), sum1);
    sum2 = hn::MulAdd(value, hn::LoadU(d, rows + 2 * stride + k), sum2);
    sum3 = hn::MulAdd(value, hn::LoadU(d, rows + 3 * stride + k), sum3);
    sum4 = hn::MulAdd(value, hn::LoadU(d, rows + 4 * stride + k), sum4);
  }
  sums[0] = hn::GetLane(hn::SumOfLanes(d, sum0));
  sums[1] = hn::GetLane(hn::SumOfLanes(d, sum1));
  sums[2] = hn::GetLane(hn::SumOfLanes(d, sum2));
  sums[3] = hn::GetLane(hn::SumOfLanes(d, sum3));
  sums[4] = hn::GetLane(hn::SumOfLanes(d, sum4));
  for (; k < n; ++k) {
    for (std::size_t i = 0; i < 5; ++i) {
      sums[i] += x[k] * rows[i * stride + k];
    }
  }
}

}  // namespace
}  // namespace earmark::dsp::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace earmark::dsp {

HWY_EXPORT(add_products);
HWY_EXPORT(dot_five);

void windowed_autocorrelation(std::span<const double> x, std::span<const double> window,
                              std::size_t lag, std::span<double> sums) {
  HWY_DYNAMIC_DISPATCH(add_products)(x, window, lag, sums);
}

void five_dot_products(const double* x, const double* rows, std::size_t stride, std::size_t n,
                       std::span<double, 5> sums) {
  HWY_DYNAMIC_DISPATCH(dot_five)(x, rows, stride, n, sums.data());
}

}  // namespace earmark::dsp

#endif  // HWY_ONCE
