// Transposition in tiles; included once for each SIMD target.

#if defined(EARMARK_DSP_TRANSPOSE_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef EARMARK_DSP_TRANSPOSE_INL_H_
#undef EARMARK_DSP_TRANSPOSE_INL_H_
#else
#define EARMARK_DSP_TRANSPOSE_INL_H_
#endif

#include <cstddef>

#include "fft_tables.h"
#include "hwy/highway.h"
#include "kernel_inline.h"

HWY_BEFORE_NAMESPACE();
namespace earmark::dsp::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using LaneTag = hn::CappedTag<float, kMaxLanes>;
using LaneVec = hn::Vec<LaneTag>;

#if HWY_TARGET != HWY_SCALAR

/// Blocks of four values at p, p + 4 stride, p + 8 stride ... in one vector.
EARMARK_DSP_INLINE LaneVec gather_blocks(const float* p, std::size_t stride) {
  const LaneTag d;
  const hn::FixedTag<float, 4> d4;
#if HWY_TARGET <= HWY_AVX3
  const hn::FixedTag<float, 8> d8;
  return hn::Combine(d,
                     hn::Combine(d8, hn::LoadU(d4, p + 12 * stride), hn::LoadU(d4, p + 8 * stride)),
                     hn::Combine(d8, hn::LoadU(d4, p + 4 * stride), hn::LoadU(d4, p)));
#elif HWY_TARGET <= HWY_AVX2
  (void)d4;
  return hn::Combine(d, hn::LoadU(d4, p + 4 * stride), hn::LoadU(d4, p));
#else
  (void)stride;
  (void)d4;
  return hn::LoadU(d, p);
#endif
}

/// out[c * out_stride + r] = in[r * in_stride + c] for r under the number of lanes and c under 4.
EARMARK_DSP_INLINE void transpose_four(const float* in, std::size_t in_stride, float* out,
                                       std::size_t out_stride) {
  const LaneTag d;
  const hn::RepartitionToWide<LaneTag> dw;
  const LaneVec r0 = gather_blocks(in, in_stride);
  const LaneVec r1 = gather_blocks(in + in_stride, in_stride);
  const LaneVec r2 = gather_blocks(in + 2 * in_stride, in_stride);
  const LaneVec r3 = gather_blocks(in + 3 * in_stride, in_stride);
  const auto low01 = hn::BitCast(dw, hn::InterleaveLower(d, r0, r1));
  const auto low23 = hn::BitCast(dw, hn::InterleaveLower(d, r2, r3));
  const auto high01 = hn::BitCast(dw, hn::InterleaveUpper(d, r0, r1));
  const auto high23 = hn::BitCast(dw, hn::InterleaveUpper(d, r2, r3));
  hn::StoreU(hn::BitCast(d, hn::InterleaveLower(dw, low01, low23)), d, out);
  hn::StoreU(hn::BitCast(d, hn::InterleaveUpper(dw, low01, low23)), d, out + out_stride);
  hn::StoreU(hn::BitCast(d, hn::InterleaveLower(dw, high01, high23)), d, out + 2 * out_stride);
  hn::StoreU(hn::BitCast(d, hn::InterleaveUpper(dw, high01, high23)), d, out + 3 * out_stride);
}

#endif  // HWY_TARGET

/// out[c * out_stride + r] = in[r * in_stride + c] for r under the number of lanes and c under n.
EARMARK_DSP_INLINE void transpose_lanes(const float* in, std::size_t in_stride, std::size_t n,
                                        float* out, std::size_t out_stride) {
  std::size_t c = 0;
#if HWY_TARGET != HWY_SCALAR
  for (; c + 4 <= n; c += 4) {
    transpose_four(in + c, in_stride, out + c * out_stride, out_stride);
  }
#endif
  for (in += c, out += c * out_stride; c < n; ++c, ++in, out += out_stride) {
    for (std::size_t r = 0; r < hn::Lanes(LaneTag()); ++r) {
      out[r] = in[r * in_stride];
    }
  }
}

}  // namespace earmark::dsp::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
