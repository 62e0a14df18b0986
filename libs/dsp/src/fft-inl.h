// Transforms of frames that lie side by side in the lanes of a vector; included once for each SIMD
// target (hence no ordinary guard). A "tile" is an array of complex vectors, each its real parts
// followed by its imaginary parts, so that one pass reads one stream.

#if defined(EARMARK_DSP_FFT_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef EARMARK_DSP_FFT_INL_H_
#undef EARMARK_DSP_FFT_INL_H_
#else
#define EARMARK_DSP_FFT_INL_H_
#endif

#include <cstddef>
#include <utility>

#include "fft_tables.h"
#include "hwy/highway.h"
#include "kernel_inline.h"

HWY_BEFORE_NAMESPACE();
namespace earmark::dsp::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using FrameTag = hn::CappedTag<float, kMaxLanes>;
using FrameVec = hn::Vec<FrameTag>;

struct Complex {
  FrameVec re;
  FrameVec im;
};

EARMARK_DSP_INLINE Complex add(Complex a, Complex b) {
  return {hn::Add(a.re, b.re), hn::Add(a.im, b.im)};
}
EARMARK_DSP_INLINE Complex sub(Complex a, Complex b) {
  return {hn::Sub(a.re, b.re), hn::Sub(a.im, b.im)};
}

/// a times cos + j sin.
EARMARK_DSP_INLINE Complex turn(Complex a, FrameVec cos, FrameVec sin) {
  return {hn::NegMulAdd(a.im, sin, hn::Mul(a.re, cos)), hn::MulAdd(a.re, sin, hn::Mul(a.im, cos))};
}

EARMARK_DSP_INLINE Complex load_tile(const float* tile, std::size_t i) {
  const FrameTag d;
  const std::size_t N = hn::Lanes(d);
  return {hn::Load(d, tile + 2 * N * i), hn::Load(d, tile + 2 * N * i + N)};
}

EARMARK_DSP_INLINE void store_tile(Complex x, float* tile, std::size_t i) {
  const FrameTag d;
  const std::size_t N = hn::Lanes(d);
  hn::Store(x.re, d, tile + 2 * N * i);
  hn::Store(x.im, d, tile + 2 * N * i + N);
}

/// Transform of level.radix points of a tile, every in_stride-th from `in` on, into every
/// out_stride-th from `out` on, turned by the factors of group p; `between` has room for as many.
/// In fft_kernels.cpp, once for all who use it.
void transform_group(const FftTables& tables, const FftLevel& level, std::size_t p, const float* in,
                     std::size_t in_stride, float* out, std::size_t out_stride, float* between);

/// The parts of FftTables::work_size() floats.
struct FftWork {
  float* tile;
  float* other;
  float* between;
  float* a;
  float* b;
};

EARMARK_DSP_INLINE FftWork split_work(const FftTables& tables, float* work) {
  const std::size_t width = 2 * hn::Lanes(FrameTag());
  const std::size_t n = width * tables.n_complex;
  const std::size_t radix = width * tables.largest_radix;
  return {work, work + n, work + 2 * n, work + 2 * n + radix, work + 2 * n + 2 * radix};
}

/// Levels 1 to the last but one, from and to work.tile.
inline void run_middle_levels(const FftTables& tables, FftWork& work) {
  const std::size_t width = 2 * hn::Lanes(FrameTag());
  for (std::size_t i = 1; i + 1 < tables.levels.size(); ++i) {
    const FftLevel& level = tables.levels[i];
    for (std::size_t p = 0; p < level.m; ++p) {
      for (std::size_t q = 0; q < level.s; ++q) {
        transform_group(tables, level, p, work.tile + width * (q + level.s * p), level.s * level.m,
                        work.other + width * (q + level.s * level.radix * p), level.s,
                        work.between);
      }
    }
    std::swap(work.tile, work.other);
  }
}

/// Group p of the first level, whose points are in `points`.
EARMARK_DSP_INLINE void run_first_level(const FftTables& tables, std::size_t p, const float* points,
                                        const FftWork& work) {
  const FftLevel& level = tables.levels.front();
  const std::size_t width = 2 * hn::Lanes(FrameTag());
  transform_group(tables, level, p, points, 1, work.tile + width * level.radix * p, 1,
                  work.between);
}

/// Results q, q + s, q + 2 s ... of the whole transform.
EARMARK_DSP_INLINE void run_last_level(const FftTables& tables, std::size_t q, const FftWork& work,
                                       float* results) {
  const FftLevel& level = tables.levels.back();
  const std::size_t width = 2 * hn::Lanes(FrameTag());
  transform_group(tables, level, 0, work.tile + width * q, level.s, results, 1, work.between);
}

/// Bins k and h - k of real frames from values k and h - k of the transform of their halves.
template <class Sink>
EARMARK_DSP_INLINE void untangle(const FftTables& tables, std::size_t k, Complex a, Complex b,
                                 const Sink& out) {
  const FrameTag d;
  const FrameVec half = hn::Set(d, 0.5F);
  const Complex even{hn::Mul(half, hn::Add(a.re, b.re)), hn::Mul(half, hn::Sub(a.im, b.im))};
  const Complex odd{hn::Mul(half, hn::Add(a.im, b.im)), hn::Mul(half, hn::Sub(b.re, a.re))};
  const FrameVec cos = hn::Set(d, tables.untangle[2 * k]);
  const FrameVec sin = hn::Set(d, tables.untangle[2 * k + 1]);
  const Complex turned = turn(odd, cos, sin);
  out.store(k, add(even, turned));
  out.store(tables.n_complex - k, {hn::Sub(even.re, turned.re), hn::Sub(turned.im, even.im)});
}

/// The last level of an even n. Values k and h - k are among results q and s - q.
template <class Sink>
void finish_even(const FftTables& tables, const FftWork& work, const Sink& out) {
  const std::size_t s = tables.levels.back().s;
  const std::size_t radix = tables.levels.back().radix;
  run_last_level(tables, 0, work, work.a);
  const Complex z0 = load_tile(work.a, 0);
  out.store(0, {hn::Add(z0.re, z0.im), hn::Zero(FrameTag())});
  out.store(tables.n_complex, {hn::Sub(z0.re, z0.im), hn::Zero(FrameTag())});
  for (std::size_t i = 1; 2 * i <= radix; ++i) {
    untangle(tables, s * i, load_tile(work.a, i), load_tile(work.a, radix - i), out);
  }
  for (std::size_t q = 1; 2 * q < s; ++q) {
    run_last_level(tables, q, work, work.a);
    run_last_level(tables, s - q, work, work.b);
    for (std::size_t i = 0; i < radix; ++i) {
      untangle(tables, q + s * i, load_tile(work.a, i), load_tile(work.b, radix - 1 - i), out);
    }
  }
  if (s % 2 == 0) {
    run_last_level(tables, s / 2, work, work.a);
    for (std::size_t i = 0; 2 * i < radix; ++i) {
      untangle(tables, s / 2 + s * i, load_tile(work.a, i), load_tile(work.a, radix - 1 - i), out);
    }
  }
}

/// The last level of an odd n.
template <class Sink>
void finish_odd(const FftTables& tables, const FftWork& work, const Sink& out) {
  const FftLevel& last = tables.levels.back();
  for (std::size_t q = 0; q < last.s; ++q) {
    run_last_level(tables, q, work, work.a);
    for (std::size_t i = 0; q + last.s * i <= tables.n / 2; ++i) {
      out.store(q + last.s * i, load_tile(work.a, i));
    }
  }
}

/// All levels but the last.
template <class Source>
void start(const FftTables& tables, const Source& in, FftWork& work) {
  const FftLevel& first = tables.levels.front();
  const bool only = tables.levels.size() == 1;
  float* const points = only ? work.tile : work.a;
  for (std::size_t p = 0; p < first.m; ++p) {
    for (std::size_t k = 0; k < first.radix; ++k) {
      store_tile(in.load(p + first.m * k), points, k);
    }
    if (!only) {
      run_first_level(tables, p, points, work);
    }
  }
  run_middle_levels(tables, work);
}

/// Spectrum of real frames: `in.load(i)` gives samples 2 i and 2 i + 1 as a complex number (even n)
/// or sample i and 0 (odd n); `out.store(k, X)` takes bin k of n / 2 + 1.
template <class Source, class Sink>
void real_forward(const FftTables& tables, const Source& in, float* memory, const Sink& out) {
  FftWork work = split_work(tables, memory);
  start(tables, in, work);
  if (tables.n % 2 == 0) {
    finish_even(tables, work, out);
  } else {
    finish_odd(tables, work, out);
  }
}

/// Tangles a spectrum for the inverse transform. Real and imaginary part are swapped here and in
/// the result, which turns the forward transform into the inverse, times n_complex.
template <class Spectrum>
struct InverseSource {
  const FftTables& tables;
  const Spectrum& spectrum;

  EARMARK_DSP_INLINE Complex load(std::size_t k) const {
    const std::size_t h = tables.n_complex;
    if (tables.n % 2 == 1) {
      const Complex x = spectrum.load(k <= h / 2 ? k : h - k);
      const FrameVec im = k <= h / 2 ? x.im : hn::Neg(x.im);
      return {k == 0 ? hn::Zero(FrameTag()) : im, x.re};
    }
    const Complex a = spectrum.load(k);
    const Complex b = spectrum.load(h - k);
    if (k == 0) {
      return {hn::Sub(a.re, b.re), hn::Add(a.re, b.re)};
    }
    const Complex even{hn::Add(a.re, b.re), hn::Sub(a.im, b.im)};
    const Complex difference{hn::Sub(a.re, b.re), hn::Add(a.im, b.im)};
    const FrameVec cos = hn::Set(FrameTag(), tables.untangle[2 * k]);
    const FrameVec sin = hn::Set(FrameTag(), tables.untangle[2 * k + 1]);
    const Complex odd = turn(difference, cos, hn::Neg(sin));
    return {hn::Add(even.im, odd.re), hn::Sub(even.re, odd.im)};
  }
};

/// Real frames of a spectrum, times n: `spectrum.load(k)` gives bin k, `out.store(i, x)` takes
/// sample i.
template <class Spectrum, class Sink>
void real_inverse(const FftTables& tables, const Spectrum& spectrum, float* memory,
                  const Sink& out) {
  FftWork work = split_work(tables, memory);
  start(tables, InverseSource<Spectrum>{tables, spectrum}, work);
  const FftLevel& last = tables.levels.back();
  for (std::size_t q = 0; q < last.s; ++q) {
    run_last_level(tables, q, work, work.a);
    for (std::size_t i = 0; i < last.radix; ++i) {
      const Complex x = load_tile(work.a, i);
      const std::size_t at = q + last.s * i;
      if (tables.n % 2 == 1) {
        out.store(at, x.im);
      } else {
        out.store(2 * at, x.im);
        out.store(2 * at + 1, x.re);
      }
    }
  }
}

}  // namespace earmark::dsp::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
