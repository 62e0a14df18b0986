#include "earmark/dsp/moments.h"

#include <array>

#include "moments_of_sums.h"
#include "padded.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "moments.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace earmark::dsp::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;
using Wide = hn::CappedTag<double, 8>;
using Narrow = hn::Rebind<float, Wide>;

// The sums of x - shift and of its square; moments about a value near the mean lose no digits.
void add_moments(const float* x, std::size_t n, double shift, double* sums) {
  const Wide wide;
  const Narrow d;
  const std::size_t N = hn::Lanes(d);
  auto sum0 = hn::Zero(wide);
  auto sum1 = hn::Zero(wide);
  auto squares0 = hn::Zero(wide);
  auto squares1 = hn::Zero(wide);
  const auto origin = hn::Set(wide, shift);
  std::size_t i = 0;
  for (; i + 2 * N <= n; i += 2 * N) {
    const auto x0 = hn::Sub(hn::PromoteTo(wide, hn::LoadU(d, x + i)), origin);
    const auto x1 = hn::Sub(hn::PromoteTo(wide, hn::LoadU(d, x + i + N)), origin);
    sum0 = hn::Add(sum0, x0);
    sum1 = hn::Add(sum1, x1);
    squares0 = hn::MulAdd(x0, x0, squares0);
    squares1 = hn::MulAdd(x1, x1, squares1);
  }
  sums[0] += hn::GetLane(hn::SumOfLanes(wide, hn::Add(sum0, sum1)));
  sums[1] += hn::GetLane(hn::SumOfLanes(wide, hn::Add(squares0, squares1)));
  for (; i < n; ++i) {
    const double value = static_cast<double>(x[i]) - shift;
    sums[0] += value;
    sums[1] += value * value;
  }
}

}  // namespace
}  // namespace earmark::dsp::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace earmark::dsp {

HWY_EXPORT(add_moments);

Moments moments(MatrixView<const float> x) {
  require(x.rows() > 0 && x.cols() > 0, "moments: x is empty");
  const double shift = x(0, 0);
  std::array<double, 2> sums{};
  for (std::size_t r = 0; r < x.rows(); ++r) {
    HWY_DYNAMIC_DISPATCH(add_moments)(x.row(r).data(), x.cols(), shift, sums.data());
  }
  Moments result = moments_of_sums(sums[0], sums[1], static_cast<double>(x.rows() * x.cols()));
  result.mean += shift;
  return result;
}

Moments moments(std::span<const float> x) { return moments({x.data(), 1, x.size()}); }

}  // namespace earmark::dsp

#endif  // HWY_ONCE
