#pragma once

#include "hwy/base.h"

/// Parts of kernels are inlined, however large the whole becomes; not between a sanitizer's checks,
/// where that takes minutes of compilation.
#if HWY_IS_ASAN || HWY_IS_TSAN
#define EARMARK_DSP_INLINE HWY_NOINLINE inline
#else
#define EARMARK_DSP_INLINE HWY_INLINE
#endif
