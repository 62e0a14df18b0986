#include "largest_magnitude.h"

#include <algorithm>
#include <bit>
#include <cstdint>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "largest_magnitude.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace earmark::features::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

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

}  // namespace
}  // namespace earmark::features::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace earmark::features {

HWY_EXPORT(largest_magnitude_bits);

float largest_magnitude(std::span<const float> x) {
  return std::bit_cast<float>(HWY_DYNAMIC_DISPATCH(largest_magnitude_bits)(x.data(), x.size()));
}

}  // namespace earmark::features

#endif  // HWY_ONCE
