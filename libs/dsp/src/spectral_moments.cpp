#include "spectral_moments.h"

#include <algorithm>
#include <cstddef>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "spectral_moments.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace earmark::dsp::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;
using D = hn::CappedTag<float, 16>;
using V = hn::Vec<D>;

// Bins whose moments about the first of them are summed in float before they join the double sums.
constexpr std::size_t kBlock = 16;
// Room for the lanes of the widest vector.
constexpr std::size_t kLanes = 16;

// Adds to sums [3][16] a block's moments about bin k, given as parts [3][16].
void add_block(double bin, const float* HWY_RESTRICT parts, double* HWY_RESTRICT sums) {
  const hn::CappedTag<double, 8> d;
  const hn::Rebind<float, decltype(d)> narrow;
  const auto k = hn::Set(d, bin);
  for (std::size_t i = 0; i < hn::Lanes(D()); i += hn::Lanes(d)) {
    const auto zeroth = hn::PromoteTo(d, hn::Load(narrow, parts + i));
    const auto first = hn::PromoteTo(d, hn::Load(narrow, parts + kLanes + i));
    const auto second = hn::PromoteTo(d, hn::Load(narrow, parts + 2 * kLanes + i));
    // About bin 0 they are a, k a + b and k^2 a + 2 k b + c.
    const auto shifted = hn::MulAdd(k, zeroth, first);
    const auto turned = hn::MulAdd(k, hn::Add(shifted, first), second);
    hn::Store(hn::Add(hn::Load(d, sums + i), zeroth), d, sums + i);
    hn::Store(hn::Add(hn::Load(d, sums + kLanes + i), shifted), d, sums + kLanes + i);
    hn::Store(hn::Add(hn::Load(d, sums + 2 * kLanes + i), turned), d, sums + 2 * kLanes + i);
  }
}

// Fills sums [3][16] for one vector of frames; returns the sums of bins in float and in order.
V sum_bins(const float* S, std::size_t n_bins, std::size_t stride, double* HWY_RESTRICT sums) {
  const D d;
  alignas(64) float parts[3 * kLanes];
  std::fill(sums, sums + 3 * kLanes, 0.0);
  V total = hn::Zero(d);
  for (std::size_t k = 0; k < n_bins; k += kBlock) {
    V zeroth = hn::Zero(d);
    V first = hn::Zero(d);
    V second = hn::Zero(d);
    const std::size_t n = std::min(kBlock, n_bins - k);
    for (std::size_t j = 0; j < n; ++j, S += stride) {
      const V x = hn::Load(d, S);
      const V distance = hn::Set(d, static_cast<float>(j));
      const V weighted = hn::Mul(distance, x);
      total = hn::Add(total, x);
      zeroth = hn::Add(zeroth, x);
      first = hn::Add(first, weighted);
      second = hn::MulAdd(distance, weighted, second);
    }
    hn::Store(zeroth, d, parts);
    hn::Store(first, d, parts + kLanes);
    hn::Store(second, d, parts + 2 * kLanes);
    add_block(static_cast<double>(k), parts, sums);
  }
  return total;
}

// Bins whose running sum stays under the threshold.
V count_below(const float* S, std::size_t n_bins, std::size_t stride, V threshold) {
  const D d;
  V energy = hn::Zero(d);
  V count = hn::Zero(d);
  auto below = hn::Lt(energy, threshold);
  for (std::size_t k = 0; k < n_bins && !hn::AllFalse(d, below); k += kBlock) {
    const std::size_t n = std::min(kBlock, n_bins - k);
    for (std::size_t j = 0; j < n; ++j, S += stride) {
      energy = hn::Add(energy, hn::Load(d, S));
      below = hn::Lt(energy, threshold);
      count = hn::Add(count, hn::IfThenElseZero(below, hn::Set(d, 1.0F)));
    }
  }
  return count;
}

void sum_frames(MatrixView<const float> S, float roll_percent, const SpectralMoments& moments) {
  const D d;
  const std::size_t N = hn::Lanes(d);
  alignas(64) double sums[3 * kLanes];
  for (std::size_t t = 0; t < S.cols(); t += N) {
    const V total = sum_bins(S.data() + t, S.rows(), S.stride(), sums);
    std::copy_n(sums, N, moments.zeroth.data() + t);
    std::copy_n(sums + kLanes, N, moments.first.data() + t);
    std::copy_n(sums + 2 * kLanes, N, moments.second.data() + t);
    const V threshold = hn::Mul(hn::Set(d, roll_percent), total);
    const V bins = count_below(S.data() + t, S.rows(), S.stride(), threshold);
    hn::Store(bins, d, moments.rolloff_bin.data() + t);
  }
}

}  // namespace
}  // namespace earmark::dsp::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace earmark::dsp {

HWY_EXPORT(sum_frames);

void spectral_moments(MatrixView<const float> S, float roll_percent,
                      const SpectralMoments& moments) {
  HWY_DYNAMIC_DISPATCH(sum_frames)(S, roll_percent, moments);
}

}  // namespace earmark::dsp

#endif  // HWY_ONCE
