// Complex transforms of frames that lie side by side in the lanes of a vector; included once for
// each SIMD target (hence no ordinary guard). A complex vector is kept as its real parts followed
// by its imaginary parts, so that one pass reads one stream.

#if defined(EARMARK_DSP_FFT_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef EARMARK_DSP_FFT_INL_H_
#undef EARMARK_DSP_FFT_INL_H_
#else
#define EARMARK_DSP_FFT_INL_H_
#endif

#include <cstddef>

#include "fft_tables.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace earmark::dsp::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using FrameTag = hn::CappedTag<float, kMaxLanes>;
using FrameVec = hn::Vec<FrameTag>;

struct Complex {
  FrameVec re;
  FrameVec im;
};

HWY_INLINE Complex add(Complex a, Complex b) { return {hn::Add(a.re, b.re), hn::Add(a.im, b.im)}; }
HWY_INLINE Complex sub(Complex a, Complex b) { return {hn::Sub(a.re, b.re), hn::Sub(a.im, b.im)}; }

/// a times cos + j sin.
HWY_INLINE Complex turn(Complex a, FrameVec cos, FrameVec sin) {
  return {hn::NegMulAdd(a.im, sin, hn::Mul(a.re, cos)), hn::MulAdd(a.re, sin, hn::Mul(a.im, cos))};
}

HWY_INLINE Complex turn(Complex a, const float* factor) {
  const FrameTag d;
  return turn(a, hn::Set(d, factor[0]), hn::Set(d, factor[1]));
}

/// a times -j.
HWY_INLINE Complex quarter_turn(Complex a) { return {a.im, hn::Neg(a.re)}; }

HWY_INLINE void dft2(Complex& a, Complex& b) {
  const Complex sum = add(a, b);
  b = sub(a, b);
  a = sum;
}

HWY_INLINE void dft4(Complex& a, Complex& b, Complex& c, Complex& d) {
  const Complex even_sum = add(a, c);
  const Complex even_difference = sub(a, c);
  const Complex odd_sum = add(b, d);
  const Complex odd_difference = quarter_turn(sub(b, d));
  a = add(even_sum, odd_sum);
  b = add(even_difference, odd_difference);
  c = sub(even_sum, odd_sum);
  d = sub(even_difference, odd_difference);
}

/// Discrete Fourier transform of kRadix points in place.
template <std::size_t kRadix>
HWY_INLINE void dft(Complex* x);

template <>
HWY_INLINE void dft<2>(Complex* x) {
  dft2(x[0], x[1]);
}

template <>
HWY_INLINE void dft<3>(Complex* x) {
  const FrameTag d;
  const Complex sum = add(x[1], x[2]);
  const Complex difference = quarter_turn(sub(x[1], x[2]));
  const FrameVec half = hn::Set(d, -0.5F);
  const FrameVec sine = hn::Set(d, 0.866025403784438647F);
  const Complex middle{hn::MulAdd(half, sum.re, x[0].re), hn::MulAdd(half, sum.im, x[0].im)};
  x[0] = add(x[0], sum);
  x[1] = {hn::MulAdd(sine, difference.re, middle.re), hn::MulAdd(sine, difference.im, middle.im)};
  x[2] = {hn::NegMulAdd(sine, difference.re, middle.re),
          hn::NegMulAdd(sine, difference.im, middle.im)};
}

template <>
HWY_INLINE void dft<4>(Complex* x) {
  dft4(x[0], x[1], x[2], x[3]);
}

/// a + c1 b + c2 c.
HWY_INLINE Complex combine(Complex a, FrameVec c1, Complex b, FrameVec c2, Complex c) {
  return {hn::MulAdd(c2, c.re, hn::MulAdd(c1, b.re, a.re)),
          hn::MulAdd(c2, c.im, hn::MulAdd(c1, b.im, a.im))};
}

template <>
HWY_INLINE void dft<5>(Complex* x) {
  const FrameTag d;
  const FrameVec cos1 = hn::Set(d, 0.309016994374947424F);
  const FrameVec cos2 = hn::Set(d, -0.809016994374947424F);
  const FrameVec sin1 = hn::Set(d, 0.951056516295153572F);
  const FrameVec sin2 = hn::Set(d, 0.587785252292473129F);
  const Complex zero{hn::Zero(d), hn::Zero(d)};
  const Complex sum1 = add(x[1], x[4]);
  const Complex sum2 = add(x[2], x[3]);
  const Complex difference1 = quarter_turn(sub(x[1], x[4]));
  const Complex difference2 = quarter_turn(sub(x[2], x[3]));
  const Complex middle1 = combine(x[0], cos1, sum1, cos2, sum2);
  const Complex middle2 = combine(x[0], cos2, sum1, cos1, sum2);
  const Complex side1 = combine(zero, sin1, difference1, sin2, difference2);
  const Complex side2 = combine(zero, sin2, difference1, hn::Neg(sin1), difference2);
  x[0] = add(x[0], add(sum1, sum2));
  x[1] = add(middle1, side1);
  x[2] = add(middle2, side2);
  x[3] = sub(middle2, side2);
  x[4] = sub(middle1, side1);
}

/// a times e^(-j pi / 4).
HWY_INLINE Complex eighth_turn(Complex a) {
  const FrameVec root = hn::Set(FrameTag(), 0.707106781186547524F);
  return {hn::Mul(root, hn::Add(a.re, a.im)), hn::Mul(root, hn::Sub(a.im, a.re))};
}

/// a times e^(-3 j pi / 4).
HWY_INLINE Complex three_eighth_turn(Complex a) { return eighth_turn(quarter_turn(a)); }

template <>
HWY_INLINE void dft<8>(Complex* x) {
  dft4(x[0], x[2], x[4], x[6]);
  dft4(x[1], x[3], x[5], x[7]);
  const Complex even1 = x[2];
  const Complex even2 = x[4];
  const Complex even3 = x[6];
  const Complex odd1 = eighth_turn(x[3]);
  const Complex odd2 = quarter_turn(x[5]);
  const Complex odd3 = three_eighth_turn(x[7]);
  const Complex even0 = x[0];
  const Complex odd0 = x[1];
  x[0] = add(even0, odd0);
  x[1] = add(even1, odd1);
  x[2] = add(even2, odd2);
  x[3] = add(even3, odd3);
  x[4] = sub(even0, odd0);
  x[5] = sub(even1, odd1);
  x[6] = sub(even2, odd2);
  x[7] = sub(even3, odd3);
}

template <>
HWY_INLINE void dft<16>(Complex* x) {
  const FrameTag d;
  const FrameVec cos1 = hn::Set(d, 0.923879532511286756F);
  const FrameVec sin1 = hn::Set(d, -0.382683432365089772F);
  dft4(x[0], x[4], x[8], x[12]);
  dft4(x[1], x[5], x[9], x[13]);
  dft4(x[2], x[6], x[10], x[14]);
  dft4(x[3], x[7], x[11], x[15]);
  // x[4 k + i] times e^(-2 pi j i k / 16).
  x[5] = turn(x[5], cos1, sin1);
  x[6] = eighth_turn(x[6]);
  x[7] = turn(x[7], hn::Neg(sin1), hn::Neg(cos1));
  x[9] = eighth_turn(x[9]);
  x[10] = quarter_turn(x[10]);
  x[11] = three_eighth_turn(x[11]);
  x[13] = turn(x[13], hn::Neg(sin1), hn::Neg(cos1));
  x[14] = three_eighth_turn(x[14]);
  x[15] = turn(x[15], hn::Neg(cos1), hn::Neg(sin1));
  for (std::size_t k = 0; k < 4; ++k) {
    dft4(x[4 * k], x[4 * k + 1], x[4 * k + 2], x[4 * k + 3]);
  }
  // Result k + 4 i stands in x[4 k + i]: a transposition, free once the loops are unrolled.
  for (std::size_t k = 0; k < 4; ++k) {
    for (std::size_t i = k + 1; i < 4; ++i) {
      const Complex swapped = x[4 * k + i];
      x[4 * k + i] = x[4 * i + k];
      x[4 * i + k] = swapped;
    }
  }
}

/// Complex vectors one after the other in memory, as the passes write them.
struct TileSource {
  const float* values;

  HWY_INLINE Complex load(std::size_t i) const {
    const FrameTag d;
    const std::size_t N = hn::Lanes(d);
    return {hn::Load(d, values + 2 * N * i), hn::Load(d, values + 2 * N * i + N)};
  }
};

HWY_INLINE void store_tile(Complex x, float* tile, std::size_t i) {
  const FrameTag d;
  const std::size_t N = hn::Lanes(d);
  hn::Store(x.re, d, tile + 2 * N * i);
  hn::Store(x.im, d, tile + 2 * N * i + N);
}

template <std::size_t kRadix, class Source>
void run_stage(const FftStage& stage, const FftTables& tables, const Source& in, float* out) {
  const std::size_t s = stage.s;
  const float* factors = tables.twiddles.data() + stage.twiddles;
  for (std::size_t p = 0; p < stage.m; ++p, factors += 2 * (kRadix - 1)) {
    for (std::size_t q = 0; q < s; ++q) {
      Complex x[kRadix];
      HWY_UNROLL(16)
      for (std::size_t k = 0; k < kRadix; ++k) {
        x[k] = in.load(q + s * (p + stage.m * k));
      }
      dft<kRadix>(x);
      float* to = out + 2 * hn::Lanes(FrameTag()) * (q + s * kRadix * p);
      store_tile(x[0], to, 0);
      // The factors of the first group, and so all of the last pass, are one.
      if (p == 0) {
        HWY_UNROLL(16)
        for (std::size_t k = 1; k < kRadix; ++k) {
          store_tile(x[k], to, s * k);
        }
      } else {
        HWY_UNROLL(16)
        for (std::size_t k = 1; k < kRadix; ++k) {
          store_tile(turn(x[k], factors + 2 * (k - 1)), to, s * k);
        }
      }
    }
  }
}

/// A radix without code of its own: the transform as it is defined.
template <class Source>
void run_any_stage(const FftStage& stage, const FftTables& tables, const Source& in, float* out) {
  const std::size_t s = stage.s;
  const std::size_t radix = stage.radix;
  const float* factors = tables.twiddles.data() + stage.twiddles;
  const float* roots = tables.twiddles.data() + stage.roots;
  for (std::size_t p = 0; p < stage.m; ++p, factors += 2 * (radix - 1)) {
    for (std::size_t q = 0; q < s; ++q) {
      for (std::size_t j = 0; j < radix; ++j) {
        Complex sum = in.load(q + s * p);
        std::size_t root = 0;
        for (std::size_t k = 1; k < radix; ++k) {
          root += j;
          root -= root >= radix ? radix : 0;
          sum = add(sum, turn(in.load(q + s * (p + stage.m * k)), roots + 2 * root));
        }
        store_tile(j == 0 ? sum : turn(sum, factors + 2 * (j - 1)), out, q + s * (radix * p + j));
      }
    }
  }
}

template <class Source>
void run_stage(const FftStage& stage, const FftTables& tables, const Source& in, float* out) {
  switch (stage.radix) {
    case 16:
      return run_stage<16>(stage, tables, in, out);
    case 8:
      return run_stage<8>(stage, tables, in, out);
    case 5:
      return run_stage<5>(stage, tables, in, out);
    case 4:
      return run_stage<4>(stage, tables, in, out);
    case 3:
      return run_stage<3>(stage, tables, in, out);
    case 2:
      return run_stage<2>(stage, tables, in, out);
    default:
      return run_any_stage(stage, tables, in, out);
  }
}

/// Transform of n_complex points from `in`; `work` has FftTables::work_size() floats. Returns
/// where in `work` the result stands.
template <class Source>
const float* run_stages(const FftTables& tables, const Source& in, float* work) {
  float* other = work + 2 * hn::Lanes(FrameTag()) * tables.n_complex;
  if (tables.stages.empty()) {
    store_tile(in.load(0), work, 0);
    return work;
  }
  run_stage(tables.stages.front(), tables, in, work);
  for (std::size_t i = 1; i < tables.stages.size(); ++i) {
    run_stage(tables.stages[i], tables, TileSource{work}, other);
    float* const written = other;
    other = work;
    work = written;
  }
  return work;
}

/// Spectrum of real frames: `in.load(i)` gives samples 2 i and 2 i + 1 as a complex number (even n)
/// or sample i and 0 (odd n); `out.store(k, X)` takes bin k of n / 2 + 1.
template <class Source, class Sink>
void real_forward(const FftTables& tables, const Source& in, float* work, const Sink& out) {
  const FrameTag d;
  const TileSource z{run_stages(tables, in, work)};
  const std::size_t h = tables.n_complex;
  if (tables.n % 2 == 1) {
    for (std::size_t k = 0; k <= tables.n / 2; ++k) {
      out.store(k, z.load(k));
    }
    return;
  }
  const Complex z0 = z.load(0);
  out.store(0, {hn::Add(z0.re, z0.im), hn::Zero(d)});
  out.store(h, {hn::Sub(z0.re, z0.im), hn::Zero(d)});
  const FrameVec half = hn::Set(d, 0.5F);
  for (std::size_t k = 1; k <= h / 2; ++k) {
    const Complex a = z.load(k);
    const Complex b = z.load(h - k);
    const Complex even{hn::Mul(half, hn::Add(a.re, b.re)), hn::Mul(half, hn::Sub(a.im, b.im))};
    const Complex odd{hn::Mul(half, hn::Add(a.im, b.im)), hn::Mul(half, hn::Sub(b.re, a.re))};
    const Complex turned = turn(odd, tables.untangle.data() + 2 * k);
    out.store(k, add(even, turned));
    out.store(h - k, {hn::Sub(even.re, turned.re), hn::Sub(turned.im, even.im)});
  }
}

/// Tangles a spectrum for the inverse transform. Real and imaginary part are swapped here and in
/// the result, which turns the forward transform into the inverse, times n_complex.
template <class Spectrum>
struct InverseSource {
  const FftTables& tables;
  const Spectrum& spectrum;

  HWY_INLINE Complex load(std::size_t k) const {
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
void real_inverse(const FftTables& tables, const Spectrum& spectrum, float* work, const Sink& out) {
  const TileSource z{run_stages(tables, InverseSource<Spectrum>{tables, spectrum}, work)};
  for (std::size_t i = 0; i < tables.n_complex; ++i) {
    const Complex x = z.load(i);
    if (tables.n % 2 == 1) {
      out.store(i, x.im);
    } else {
      out.store(2 * i, x.im);
      out.store(2 * i + 1, x.re);
    }
  }
}

}  // namespace earmark::dsp::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
