// Included once a SIMD target (hwy/foreach_target.h), hence no #pragma once.
#if defined(EARMARK_NN_POOLING_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef EARMARK_NN_POOLING_INL_H
#undef EARMARK_NN_POOLING_INL_H
#else
#define EARMARK_NN_POOLING_INL_H
#endif

#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace earmark::nn::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// Keeps the larger of `best` and `value` and, in `choice`, where it came from.
template <class Tag, class Vector>
HWY_INLINE void take_larger(Tag d, Vector value, float position, Vector& best, Vector& choice) {
  const auto larger = hn::Gt(value, best);
  best = hn::IfThenElse(larger, value, best);
  choice = hn::IfThenElse(larger, hn::Set(d, position), choice);
}

template <class Tag, class Vector>
HWY_INLINE void store_pooled(Tag d, Vector best, Vector choice, float* out, float* choice_out) {
  const auto zero = hn::Zero(d);
  const auto open = hn::Gt(best, zero);
  hn::StoreU(hn::IfThenElse(open, best, zero), d, out);
  hn::StoreU(hn::IfThenElse(open, choice, hn::Set(d, -1.0F)), d, choice_out);
}

}  // namespace earmark::nn::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
