#include "signal_statistics.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cstdint>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "signal_statistics.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace earmark::features::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;
using Wide = hn::CappedTag<double, 8>;
using Narrow = hn::Rebind<float, Wide>;

// Of positive floats the order is that of their bits, with infinity and NaN last.
std::uint32_t largest_magnitude_bits(const float* x, std::size_t n) {
  const hn::CappedTag<float, 16> d;
  const hn::RebindToUnsigned<decltype(d)> du;
  const std::size_t N = hn::Lanes(d);
  auto largest = hn::Zero(du);
  std::size_t i = 0;
  for (; i + N <= n; i += N) {
    largest = hn::Max(largest, hn::BitCast(du, hn::Abs(hn::LoadU(d, x + i))));
  }
  std::uint32_t bits = hn::GetLane(hn::MaxOfLanes(du, largest));
  for (; i < n; ++i) {
    bits = std::max(bits, std::bit_cast<std::uint32_t>(x[i]) & 0x7FFFFFFFU);
  }
  return bits;
}

// The sums of x - shift and of its square; moments about a value near the mean lose no digits.
void add_moments(const float* x, std::size_t n, double shift, double& sum, double& squares) {
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
  sum += hn::GetLane(hn::SumOfLanes(wide, hn::Add(sum0, sum1)));
  squares += hn::GetLane(hn::SumOfLanes(wide, hn::Add(squares0, squares1)));
  for (; i < n; ++i) {
    const double value = static_cast<double>(x[i]) - shift;
    sum += value;
    squares += value * value;
  }
}

}  // namespace
}  // namespace earmark::features::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace earmark::features {
namespace {

HWY_EXPORT(largest_magnitude_bits);
HWY_EXPORT(add_moments);

Moments from_sums(double sum, double squares, double n) {
  const double mean = sum / n;
  return {.mean = mean, .variance = std::max(0.0, squares / n - mean * mean)};
}

}  // namespace

float largest_magnitude(std::span<const float> x) {
  return std::bit_cast<float>(HWY_DYNAMIC_DISPATCH(largest_magnitude_bits)(x.data(), x.size()));
}

Moments moments(MatrixView<const float> x) {
  assert(x.rows() > 0 && x.cols() > 0);
  const double shift = x(0, 0);
  double sum = 0.0;
  double squares = 0.0;
  for (std::size_t r = 0; r < x.rows(); ++r) {
    HWY_DYNAMIC_DISPATCH(add_moments)(x.row(r).data(), x.cols(), shift, sum, squares);
  }
  Moments result = from_sums(sum, squares, static_cast<double>(x.rows() * x.cols()));
  result.mean += shift;
  return result;
}

Moments moments(std::span<const float> x) { return moments({x.data(), 1, x.size()}); }

}  // namespace earmark::features

#endif  // HWY_ONCE
