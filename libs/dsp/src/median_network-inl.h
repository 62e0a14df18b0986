// Sorting networks on vectors, whose lanes are sorted apart; included once for each SIMD target.

#if defined(EARMARK_DSP_MEDIAN_NETWORK_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef EARMARK_DSP_MEDIAN_NETWORK_INL_H_
#undef EARMARK_DSP_MEDIAN_NETWORK_INL_H_
#else
#define EARMARK_DSP_MEDIAN_NETWORK_INL_H_
#endif

#include <cstddef>
#include <cstdint>
#include <utility>

#include "fft_tables.h"
#include "hwy/highway.h"
#include "kernel_inline.h"

HWY_BEFORE_NAMESPACE();
namespace earmark::dsp::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// Floats >= 0 are ordered as their bits are, and processors compare integers twice as fast.
using KeyTag = hn::CappedTag<std::int32_t, kMaxLanes>;
using Key = hn::Vec<KeyTag>;

HWY_INLINE Key load_key(const std::int32_t* lines, std::size_t i) {
  return hn::Load(KeyTag(), lines + i * hn::Lanes(KeyTag()));
}

HWY_INLINE void store_key(Key key, std::int32_t* lines, std::size_t i) {
  hn::Store(key, KeyTag(), lines + i * hn::Lanes(KeyTag()));
}

HWY_INLINE void order(Key& low, Key& high) {
  const Key smaller = hn::Min(low, high);
  high = hn::Max(low, high);
  low = smaller;
}

template <std::size_t kHalf, std::size_t... kIndex>
EARMARK_DSP_INLINE void order_halves(Key* x, std::index_sequence<kIndex...>) {
  (order(x[kIndex], x[kIndex + kHalf]), ...);
}

/// Sorts a bitonic sequence.
template <std::size_t kSize>
EARMARK_DSP_INLINE void bitonic_merge(Key* x) {
  if constexpr (kSize > 1) {
    order_halves<kSize / 2>(x, std::make_index_sequence<kSize / 2>{});
    bitonic_merge<kSize / 2>(x);
    bitonic_merge<kSize / 2>(x + kSize / 2);
  }
}

template <std::size_t kStart, std::size_t kStep, std::size_t... kIndex>
EARMARK_DSP_INLINE void order_between(Key* x, std::index_sequence<kIndex...>) {
  (order(x[kStart + 2 * kStep * kIndex], x[kStart + kStep + 2 * kStep * kIndex]), ...);
}

/// Batcher's odd-even merge of two sorted halves of every kStep-th of kSize elements.
template <std::size_t kSize, std::size_t kStep = 1>
EARMARK_DSP_INLINE void odd_even_merge(Key* x) {
  if constexpr (2 * kStep < kSize) {
    odd_even_merge<kSize, 2 * kStep>(x);
    odd_even_merge<kSize, 2 * kStep>(x + kStep);
    order_between<kStep, kStep>(x, std::make_index_sequence<(kSize / kStep - 2) / 2>{});
  } else {
    order(x[0], x[kStep]);
  }
}

template <std::size_t kSize>
EARMARK_DSP_INLINE void sort(Key* x) {
  if constexpr (kSize > 1) {
    sort<kSize / 2>(x);
    sort<kSize / 2>(x + kSize / 2);
    odd_even_merge<kSize>(x);
  }
}

template <std::size_t... kIndex>
EARMARK_DSP_INLINE void load_keys(const std::int32_t* lines, std::size_t first, Key* x,
                                  std::index_sequence<kIndex...>) {
  ((x[kIndex] = load_key(lines, first + kIndex)), ...);
}

template <std::size_t kCount, std::size_t... kIndex>
EARMARK_DSP_INLINE void drop_smallest(const Key* a, const Key* b, Key* out,
                                      std::index_sequence<kIndex...>) {
  ((out[kIndex] = hn::Max(a[kIndex], b[kCount - 1 - kIndex])), ...);
}

template <std::size_t kCount, std::size_t... kIndex>
EARMARK_DSP_INLINE void drop_largest(const Key* a, Key* out, std::index_sequence<kIndex...>) {
  ((out[kIndex] = hn::Min(out[kIndex], a[2 * kCount - 1 - kIndex])), ...);
}

/// The middle kCount of sorted a [2 kCount] and b [kCount], sorted.
template <std::size_t kCount>
EARMARK_DSP_INLINE void middle_third(const Key* a, const Key* b, Key* out) {
  constexpr std::make_index_sequence<kCount> kAll;
  drop_smallest<kCount>(a, b, out, kAll);
  bitonic_merge<kCount>(out);
  drop_largest<kCount>(a, out, kAll);
  bitonic_merge<kCount>(out);
}

}  // namespace earmark::dsp::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
