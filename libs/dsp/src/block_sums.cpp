#include "block_sums.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "block_sums.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace earmark::dsp::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;
using D = hn::CappedTag<float, 16>;

double squares(const float* x, std::size_t n) {
  const hn::CappedTag<double, 8> wide;
  const hn::Rebind<float, decltype(wide)> d;
  const std::size_t N = hn::Lanes(d);
  auto total = hn::Zero(wide);
  std::size_t i = 0;
  while (i + 4 * N <= n) {
    auto sum0 = hn::Zero(d);
    auto sum1 = hn::Zero(d);
    auto sum2 = hn::Zero(d);
    auto sum3 = hn::Zero(d);
    for (int terms = 0; terms < 4 && i + 4 * N <= n; ++terms, i += 4 * N) {
      const auto x0 = hn::LoadU(d, x + i);
      const auto x1 = hn::LoadU(d, x + i + N);
      const auto x2 = hn::LoadU(d, x + i + 2 * N);
      const auto x3 = hn::LoadU(d, x + i + 3 * N);
      sum0 = hn::MulAdd(x0, x0, sum0);
      sum1 = hn::MulAdd(x1, x1, sum1);
      sum2 = hn::MulAdd(x2, x2, sum2);
      sum3 = hn::MulAdd(x3, x3, sum3);
    }
    const auto sum = hn::Add(hn::Add(sum0, sum1), hn::Add(sum2, sum3));
    total = hn::Add(total, hn::PromoteTo(wide, sum));
  }
  double sum = hn::GetLane(hn::SumOfLanes(wide, total));
  for (; i < n; ++i) {
    sum += static_cast<double>(x[i]) * static_cast<double>(x[i]);
  }
  return sum;
}

std::size_t sign_changes(const float* x, std::size_t n, float threshold, bool zero_pos) {
  const D d;
  const std::size_t N = hn::Lanes(d);
  const auto low = hn::Set(d, -threshold);
  const auto high = hn::Set(d, threshold);
  std::size_t count = 0;
  std::size_t i = 0;
  for (; i + N < n; i += N) {
    const auto here = hn::LoadU(d, x + i);
    const auto next = hn::LoadU(d, x + i + 1);
    auto differ = hn::Xor(hn::Lt(here, low), hn::Lt(next, low));
    if (!zero_pos) {
      differ = hn::Or(differ, hn::Xor(hn::Gt(here, high), hn::Gt(next, high)));
    }
    count += hn::CountTrue(d, differ);
  }
  const auto sign = [&](float value) {
    return (!zero_pos && value > threshold ? 1 : 0) - (value < -threshold ? 1 : 0);
  };
  for (; i + 1 < n; ++i) {
    count += sign(x[i]) != sign(x[i + 1]) ? 1U : 0U;
  }
  return count;
}

}  // namespace
}  // namespace earmark::dsp::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace earmark::dsp {

HWY_EXPORT(squares);
HWY_EXPORT(sign_changes);

double sum_of_squares(std::span<const float> x) {
  return HWY_DYNAMIC_DISPATCH(squares)(x.data(), x.size());
}

std::size_t count_sign_changes(std::span<const float> x, float threshold, bool zero_pos) {
  return HWY_DYNAMIC_DISPATCH(sign_changes)(x.data(), x.size(), threshold, zero_pos);
}

}  // namespace earmark::dsp

#endif  // HWY_ONCE
