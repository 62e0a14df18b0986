#include <algorithm>
#include <cstddef>
#include <utility>

#include "fft_plan.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "fft_kernels.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace earmark::dsp::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;
using D = hn::CappedTag<float, kFftTile>;
using V = hn::Vec<D>;

struct Complex {
  V re;
  V im;
};

HWY_INLINE Complex operator+(Complex a, Complex b) {
  return {hn::Add(a.re, b.re), hn::Add(a.im, b.im)};
}
HWY_INLINE Complex operator-(Complex a, Complex b) {
  return {hn::Sub(a.re, b.re), hn::Sub(a.im, b.im)};
}
HWY_INLINE Complex multiply(Complex a, const float* w) {
  const D d;
  const V c = hn::Set(d, w[0]);
  const V s = hn::Set(d, w[1]);
  return {hn::MulSub(a.re, c, hn::Mul(a.im, s)), hn::MulAdd(a.re, s, hn::Mul(a.im, c))};
}
HWY_INLINE Complex minus_i_times(Complex a) { return {a.im, hn::Neg(a.re)}; }

// Complex points of a group of frames: point k is a vector of real and one of imaginary parts.
struct Points {
  float* data;

  HWY_INLINE Complex operator()(std::size_t k) const {
    const D d;
    const float* p = data + k * 2 * hn::Lanes(d);
    return {hn::Load(d, p), hn::Load(d, p + hn::Lanes(d))};
  }
  HWY_INLINE void store(std::size_t k, Complex value) const {
    const D d;
    float* p = data + k * 2 * hn::Lanes(d);
    hn::Store(value.re, d, p);
    hn::Store(value.im, d, p + hn::Lanes(d));
  }
};

HWY_INLINE V load_row(const FrameRows& rows, std::size_t i, std::size_t column) {
  const D d;
  const V x = hn::LoadU(d, rows.base + rows.offset[i] + column);
  return rows.scale == nullptr ? x : hn::Mul(x, hn::Set(d, rows.scale[i]));
}

// Even and odd samples of real frames, read as the parts of complex points.
struct EvenLength {
  FrameRows rows;
  std::size_t column;
  HWY_INLINE Complex operator()(std::size_t k) const {
    return {load_row(rows, 2 * k, column), load_row(rows, 2 * k + 1, column)};
  }
};

struct OddLength {
  FrameRows rows;
  std::size_t column;
  HWY_INLINE Complex operator()(std::size_t k) const {
    return {load_row(rows, k, column), hn::Zero(D())};
  }
};

template <class Source>
void radix4(const FftStage& stage, const Source& x, Points y) {
  const std::size_t s = stage.stride;
  const std::size_t step = s * stage.m;
  for (std::size_t k = 0; k < stage.m; ++k) {
    const float* w = stage.twiddles.data() + 6 * k;
    for (std::size_t q = 0; q < s; ++q) {
      const std::size_t in = q + s * k;
      const std::size_t out = q + 4 * s * k;
      const Complex a0 = x(in);
      const Complex a1 = x(in + step);
      const Complex a2 = x(in + 2 * step);
      const Complex a3 = x(in + 3 * step);
      const Complex even_sum = a0 + a2;
      const Complex even_difference = a0 - a2;
      const Complex odd_sum = a1 + a3;
      const Complex odd_difference = minus_i_times(a1 - a3);
      y.store(out, even_sum + odd_sum);
      y.store(out + s, multiply(even_difference + odd_difference, w));
      y.store(out + 2 * s, multiply(even_sum - odd_sum, w + 2));
      y.store(out + 3 * s, multiply(even_difference - odd_difference, w + 4));
    }
  }
}

template <class Source>
void radix2(const FftStage& stage, const Source& x, Points y) {
  const std::size_t s = stage.stride;
  for (std::size_t k = 0; k < stage.m; ++k) {
    for (std::size_t q = 0; q < s; ++q) {
      const Complex a0 = x(q + s * k);
      const Complex a1 = x(q + s * (k + stage.m));
      y.store(q + 2 * s * k, a0 + a1);
      y.store(q + 2 * s * k + s, multiply(a0 - a1, stage.twiddles.data() + 2 * k));
    }
  }
}

// A butterfly by the definition, for the radices that have none of their own.
template <class Source>
void any_radix(const FftStage& stage, const Source& x, Points y) {
  const std::size_t p = stage.radix;
  const std::size_t s = stage.stride;
  for (std::size_t k = 0; k < stage.m; ++k) {
    const float* w = stage.twiddles.data() + 2 * (p - 1) * k;
    for (std::size_t q = 0; q < s; ++q) {
      for (std::size_t j = 0; j < p; ++j) {
        Complex sum = x(q + s * k);
        std::size_t root = 0;
        for (std::size_t i = 1; i < p; ++i) {
          root += j;
          root -= root >= p ? p : 0;
          sum = sum + multiply(x(q + s * (k + i * stage.m)), stage.roots.data() + 2 * root);
        }
        y.store(q + s * (p * k + j), j == 0 ? sum : multiply(sum, w + 2 * (j - 1)));
      }
    }
  }
}

template <class Source>
void run_stage(const FftStage& stage, const Source& x, Points y) {
  if (stage.radix == 4) {
    radix4(stage, x, y);
  } else if (stage.radix == 2) {
    radix2(stage, x, y);
  } else {
    any_radix(stage, x, y);
  }
}

// Transforms what `x` gives; returns which of the two buffers holds the result.
template <class Source>
Points transform(const FftPlan& plan, const Source& x, Points a, Points b) {
  if (plan.stages.empty()) {
    a.store(0, x(0));
    return a;
  }
  run_stage(plan.stages.front(), x, a);
  for (std::size_t i = 1; i < plan.stages.size(); ++i) {
    run_stage(plan.stages[i], a, b);
    std::swap(a, b);
  }
  return a;
}

HWY_INLINE void emit(const SpectrumRows& out, std::size_t k, std::size_t column, Complex X) {
  const D d;
  const std::size_t at = k * out.stride + column;
  if (out.re != nullptr) {
    hn::Store(X.re, d, out.re + at);
    hn::Store(X.im, d, out.im + at);
  }
  if (out.magnitude != nullptr || out.power != nullptr) {
    const V power = hn::MulAdd(X.re, X.re, hn::Mul(X.im, X.im));
    if (out.power != nullptr) {
      hn::Store(power, d, out.power + at);
    }
    if (out.magnitude != nullptr) {
      hn::Store(hn::Sqrt(power), d, out.magnitude + at);
    }
  }
}

// X[k] and X[half - k] from Z[k] and Z[half - k], where Z is the transform of x[2i] + i x[2i + 1].
void emit_even(const FftPlan& plan, Points Z, const SpectrumRows& out, std::size_t column) {
  const D d;
  const V half = hn::Set(d, 0.5F);
  const Complex zero = Z(0);
  emit(out, 0, column, {hn::Add(zero.re, zero.im), hn::Zero(d)});
  emit(out, plan.half, column, {hn::Sub(zero.re, zero.im), hn::Zero(d)});
  for (std::size_t k = 1; k <= plan.half / 2; ++k) {
    const std::size_t j = plan.half - k;
    const Complex a = Z(k);
    const Complex b = Z(j);
    const Complex even{hn::Mul(half, hn::Add(a.re, b.re)), hn::Mul(half, hn::Sub(a.im, b.im))};
    const Complex odd{hn::Mul(half, hn::Add(a.im, b.im)), hn::Mul(half, hn::Sub(b.re, a.re))};
    const Complex turned = multiply(odd, plan.split.data() + 2 * k);
    emit(out, k, column, even + turned);
    const Complex mirrored = even - turned;
    emit(out, j, column, {mirrored.re, hn::Neg(mirrored.im)});
  }
}

void forward_tile(const FftPlan& plan, const FrameRows& rows, std::size_t first,
                  const SpectrumRows& out, float* scratch) {
  const std::size_t lanes = hn::Lanes(D());
  const Points a{scratch};
  const Points b{scratch + 2 * plan.half * lanes};
  for (std::size_t column = first; column < first + kFftTile; column += lanes) {
    if (plan.n % 2 == 0) {
      emit_even(plan, transform(plan, EvenLength{rows, column}, a, b), out, column);
    } else {
      const Points Z = transform(plan, OddLength{rows, column}, a, b);
      for (std::size_t k = 0; k < plan.n_bins(); ++k) {
        emit(out, k, column, Z(k));
      }
    }
  }
}

// The spectrum of a group of frames, silent where there is no frame.
struct Spectrum {
  SpectrumSource source;
  std::size_t column;
  hn::Mask<D> valid;

  HWY_INLINE Complex operator()(std::size_t k) const {
    const D d;
    const std::size_t at = k * source.stride + column;
    Complex X{hn::Load(d, source.re + at), hn::Load(d, source.im + at)};
    if (source.gain != nullptr) {
      const V gain = hn::Load(d, source.gain + at);
      X = {hn::Mul(X.re, gain), hn::Mul(X.im, gain)};
    }
    return {hn::IfThenElseZero(valid, X.re), hn::IfThenElseZero(valid, X.im)};
  }
};

// The inverse transform is the forward one with real and imaginary parts exchanged on both ends,
// so everything below stores the points exchanged.
HWY_INLINE void store_exchanged(Points z, std::size_t k, Complex value) {
  z.store(k, {value.im, value.re});
}

void points_of_even(const FftPlan& plan, const Spectrum& X, Points z) {
  const D d;
  const V half = hn::Set(d, 0.5F);
  const V first = X(0).re;
  const V last = X(plan.half).re;
  store_exchanged(z, 0, {hn::Mul(half, hn::Add(first, last)), hn::Mul(half, hn::Sub(first, last))});
  for (std::size_t k = 1; k <= plan.half / 2; ++k) {
    const std::size_t j = plan.half - k;
    const Complex a = X(k);
    const Complex b = X(j);
    const Complex even{hn::Mul(half, hn::Add(a.re, b.re)), hn::Mul(half, hn::Sub(a.im, b.im))};
    const Complex turned{hn::Mul(half, hn::Sub(a.re, b.re)), hn::Mul(half, hn::Add(a.im, b.im))};
    const float back[2] = {plan.split[2 * k], -plan.split[2 * k + 1]};
    const Complex odd = multiply(turned, back);
    store_exchanged(z, k, {hn::Sub(even.re, odd.im), hn::Add(even.im, odd.re)});
    store_exchanged(z, j, {hn::Add(even.re, odd.im), hn::Sub(odd.re, even.im)});
  }
}

void points_of_odd(const FftPlan& plan, const Spectrum& X, Points z) {
  store_exchanged(z, 0, {X(0).re, hn::Zero(D())});
  for (std::size_t k = 1; k < plan.n_bins(); ++k) {
    const Complex a = X(k);
    store_exchanged(z, k, a);
    store_exchanged(z, plan.n - k, {a.re, hn::Neg(a.im)});
  }
}

HWY_INLINE void put_row(const FrameSink& sink, std::size_t i, std::size_t column, V x, float norm) {
  const D d;
  float* to = sink.base + sink.offset[i] + column;
  const V scale = hn::Set(d, sink.scale == nullptr ? norm : norm * sink.scale[i]);
  if (sink.add) {
    hn::StoreU(hn::MulAdd(x, scale, hn::LoadU(d, to)), d, to);
  } else {
    hn::StoreU(hn::Mul(x, scale), d, to);
  }
}

void inverse_tile(const FftPlan& plan, const SpectrumSource& source, std::size_t first,
                  std::size_t n_frames, const FrameSink& sink, float* scratch) {
  const D d;
  const std::size_t lanes = hn::Lanes(d);
  const std::size_t size = 2 * plan.half * lanes;
  const Points z{scratch};
  const float norm = 1.0F / static_cast<float>(plan.half);
  for (std::size_t column = first; column < first + kFftTile; column += lanes) {
    const std::size_t n_valid = column < n_frames ? std::min(lanes, n_frames - column) : 0;
    const Spectrum X{source, column, hn::FirstN(d, n_valid)};
    if (plan.n % 2 == 0) {
      points_of_even(plan, X, z);
    } else {
      points_of_odd(plan, X, z);
    }
    const Points x = transform(plan, z, Points{scratch + size}, Points{scratch + 2 * size});
    for (std::size_t k = 0; k < plan.half; ++k) {
      const Complex exchanged = x(k);
      if (plan.n % 2 == 0) {
        put_row(sink, 2 * k, column, exchanged.im, norm);
        put_row(sink, 2 * k + 1, column, exchanged.re, norm);
      } else {
        put_row(sink, k, column, exchanged.im, norm);
      }
    }
  }
}

}  // namespace
}  // namespace earmark::dsp::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace earmark::dsp {

HWY_EXPORT(forward_tile);
HWY_EXPORT(inverse_tile);

std::size_t fft_scratch_size(const FftPlan& plan) { return 3 * 2 * plan.half * kFftTile; }

void fft_forward_tile(const FftPlan& plan, const FrameRows& rows, std::size_t first,
                      const SpectrumRows& out, float* scratch) {
  HWY_DYNAMIC_DISPATCH(forward_tile)(plan, rows, first, out, scratch);
}

void fft_inverse_tile(const FftPlan& plan, const SpectrumSource& source, std::size_t first,
                      std::size_t n_frames, const FrameSink& sink, float* scratch) {
  HWY_DYNAMIC_DISPATCH(inverse_tile)(plan, source, first, n_frames, sink, scratch);
}

}  // namespace earmark::dsp
#endif  // HWY_ONCE
