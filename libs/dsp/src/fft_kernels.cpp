#include <cstddef>
#include <utility>

#include "fft_tables.h"
#include "kernel_inline.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "fft_kernels.cpp"
#include "hwy/foreach_target.h"
// after foreach_target
#include "fft-inl.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace earmark::dsp::HWY_NAMESPACE {
namespace {

EARMARK_DSP_INLINE Complex turn(Complex a, const float* factor) {
  const FrameTag d;
  return turn(a, hn::Set(d, factor[0]), hn::Set(d, factor[1]));
}

/// a times -j.
EARMARK_DSP_INLINE Complex quarter_turn(Complex a) { return {a.im, hn::Neg(a.re)}; }

/// a times e^(-j pi / 4).
EARMARK_DSP_INLINE Complex eighth_turn(Complex a) {
  const FrameVec root = hn::Set(FrameTag(), 0.707106781186547524F);
  return {hn::Mul(root, hn::Add(a.re, a.im)), hn::Mul(root, hn::Sub(a.im, a.re))};
}

EARMARK_DSP_INLINE void dft4(Complex& a, Complex& b, Complex& c, Complex& d) {
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
EARMARK_DSP_INLINE void dft(Complex* x);

template <>
EARMARK_DSP_INLINE void dft<1>(Complex* /*x*/) {}

template <>
EARMARK_DSP_INLINE void dft<2>(Complex* x) {
  const Complex sum = add(x[0], x[1]);
  x[1] = sub(x[0], x[1]);
  x[0] = sum;
}

template <>
EARMARK_DSP_INLINE void dft<3>(Complex* x) {
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
EARMARK_DSP_INLINE void dft<4>(Complex* x) {
  dft4(x[0], x[1], x[2], x[3]);
}

/// a + c1 b + c2 c.
EARMARK_DSP_INLINE Complex combine(Complex a, FrameVec c1, Complex b, FrameVec c2, Complex c) {
  return {hn::MulAdd(c2, c.re, hn::MulAdd(c1, b.re, a.re)),
          hn::MulAdd(c2, c.im, hn::MulAdd(c1, b.im, a.im))};
}

template <>
EARMARK_DSP_INLINE void dft<5>(Complex* x) {
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

template <>
EARMARK_DSP_INLINE void dft<8>(Complex* x) {
  dft4(x[0], x[2], x[4], x[6]);
  dft4(x[1], x[3], x[5], x[7]);
  const Complex even[4] = {x[0], x[2], x[4], x[6]};
  const Complex odd[4] = {x[1], eighth_turn(x[3]), quarter_turn(x[5]),
                          eighth_turn(quarter_turn(x[7]))};
  x[0] = add(even[0], odd[0]);
  x[1] = add(even[1], odd[1]);
  x[2] = add(even[2], odd[2]);
  x[3] = add(even[3], odd[3]);
  x[4] = sub(even[0], odd[0]);
  x[5] = sub(even[1], odd[1]);
  x[6] = sub(even[2], odd[2]);
  x[7] = sub(even[3], odd[3]);
}

/// Where butterflies find or leave their points: point k of butterfly g is g step + k leg.
struct InPoints {
  const float* tile;
  std::size_t step;
  std::size_t leg;
};
struct OutPoints {
  float* tile;
  std::size_t step;
  std::size_t leg;
};

/// `count` butterflies; the results of all but the first `plain` are turned by `factors`, [count,
/// radix] of (re, im).
struct Butterflies {
  InPoints in;
  OutPoints out;
  std::size_t count;
  std::size_t plain;
  const float* factors;
};

// Folds, not loops: whatever the compiler does about loops, the points stay in registers.
template <std::size_t... kPoints>
EARMARK_DSP_INLINE void run(const Butterflies& all, std::index_sequence<kPoints...> /*points*/) {
  constexpr std::size_t kRadix = sizeof...(kPoints);
  const std::size_t width = 2 * hn::Lanes(FrameTag());
  const float* from = all.in.tile;
  float* to = all.out.tile;
  const float* factors = all.factors;
  for (std::size_t g = 0; g < all.count; ++g) {
    Complex x[kRadix] = {load_tile(from, kPoints * all.in.leg)...};
    dft<kRadix>(x);
    if (g < all.plain) {
      (store_tile(x[kPoints], to, kPoints * all.out.leg), ...);
    } else {
      (store_tile(turn(x[kPoints], factors + 2 * kPoints), to, kPoints * all.out.leg), ...);
    }
    from += all.in.step * width;
    to += all.out.step * width;
    factors += 2 * kRadix;
  }
}

/// A radix without code of its own: the transform as it is defined.
void run_any(const Butterflies& all, std::size_t radix, const float* roots) {
  for (std::size_t g = 0; g < all.count; ++g) {
    for (std::size_t j = 0; j < radix; ++j) {
      Complex sum = load_tile(all.in.tile, g * all.in.step);
      std::size_t root = 0;
      for (std::size_t k = 1; k < radix; ++k) {
        root += j;
        root -= root >= radix ? radix : 0;
        const Complex x = load_tile(all.in.tile, g * all.in.step + k * all.in.leg);
        sum = add(sum, turn(x, roots + 2 * root));
      }
      if (g >= all.plain) {
        sum = turn(sum, all.factors + 2 * (g * radix + j));
      }
      store_tile(sum, all.out.tile, g * all.out.step + j * all.out.leg);
    }
  }
}

void run(const Butterflies& all, std::size_t radix, const float* roots) {
  switch (radix) {
    case 1:
      return run(all, std::make_index_sequence<1>());
    case 2:
      return run(all, std::make_index_sequence<2>());
    case 3:
      return run(all, std::make_index_sequence<3>());
    case 4:
      return run(all, std::make_index_sequence<4>());
    case 5:
      return run(all, std::make_index_sequence<5>());
    case 8:
      return run(all, std::make_index_sequence<8>());
    default:
      return run_any(all, radix, roots);
  }
}

}  // namespace

void transform_group(const FftTables& tables, const FftLevel& level, std::size_t p, const float* in,
                     std::size_t in_stride, float* out, std::size_t out_stride, float* between) {
  const float* factors = tables.factors.data();
  const float* outer = factors + level.outer + 2 * level.radix * p;
  if (level.second == 1) {
    run({.in = {in, 0, in_stride},
         .out = {out, 0, out_stride},
         .count = 1,
         .plain = p == 0 ? 1U : 0U,
         .factors = outer},
        level.first, factors + level.first_roots);
    return;
  }
  run({.in = {in, in_stride, level.second * in_stride},
       .out = {between, level.first, 1},
       .count = level.second,
       .plain = 1,
       .factors = factors + level.inner},
      level.first, factors + level.first_roots);
  run({.in = {between, 1, level.first},
       .out = {out, out_stride, level.first * out_stride},
       .count = level.first,
       .plain = p == 0 ? level.first : 0,
       .factors = outer},
      level.second, factors + level.second_roots);
}

}  // namespace earmark::dsp::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
