#include "split_moments.h"

#include <array>
#include <cstddef>

#include "moments_of_sums.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "split_moments.cpp"
#include "hwy/foreach_target.h"
// after foreach_target
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace earmark::dsp::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

// Sum and sum of squares of the harmonic part, then of the rest.
std::array<double, 4> split_sums(std::span<const float> y, std::span<const float> harmonic) {
  const hn::CappedTag<double, 8> wide;
  const hn::Rebind<float, decltype(wide)> d;
  const std::size_t N = hn::Lanes(d);
  auto h_sum = hn::Zero(wide);
  auto h_squares = hn::Zero(wide);
  auto p_sum = hn::Zero(wide);
  auto p_squares = hn::Zero(wide);
  std::size_t i = 0;
  for (; i + N <= y.size(); i += N) {
    const auto part = hn::LoadU(d, harmonic.data() + i);
    const auto h = hn::PromoteTo(wide, part);
    const auto p = hn::PromoteTo(wide, hn::Sub(hn::LoadU(d, y.data() + i), part));
    h_sum = hn::Add(h_sum, h);
    h_squares = hn::MulAdd(h, h, h_squares);
    p_sum = hn::Add(p_sum, p);
    p_squares = hn::MulAdd(p, p, p_squares);
  }
  std::array<double, 4> sums{
      hn::GetLane(hn::SumOfLanes(wide, h_sum)), hn::GetLane(hn::SumOfLanes(wide, h_squares)),
      hn::GetLane(hn::SumOfLanes(wide, p_sum)), hn::GetLane(hn::SumOfLanes(wide, p_squares))};
  for (; i < y.size(); ++i) {
    const double h = harmonic[i];
    const double p = y[i] - harmonic[i];
    sums[0] += h;
    sums[1] += h * h;
    sums[2] += p;
    sums[3] += p * p;
  }
  return sums;
}

}  // namespace
}  // namespace earmark::dsp::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace earmark::dsp {

HWY_EXPORT(split_sums);

HpssMoments split_moments(std::span<const float> y, std::span<const float> harmonic) {
  const auto sums = HWY_DYNAMIC_DISPATCH(split_sums)(y, harmonic);
  const auto n = static_cast<double>(y.size());
  return {.harmonic = moments_of_sums(sums[0], sums[1], n),
          .percussive = moments_of_sums(sums[2], sums[3], n)};
}

}  // namespace earmark::dsp

#endif  // HWY_ONCE
