#include "chroma_weights.h"

#include <cmath>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "chroma_weights.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"
// After highway.h, which names the target it is compiled for.
#include "hwy/contrib/math/math-inl.h"

HWY_BEFORE_NAMESPACE();
namespace earmark::dsp::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;
using D = hn::CappedTag<float, 16>;
using V = hn::Vec<D>;

// The distance d, moved by whole turns of n notes into [-half, half).
V around(V d, V n, V half) { return hn::NegMulAdd(n, hn::Floor(hn::Div(hn::Add(d, half), n)), d); }

void fill(const ChromaBins& bins, double tuning, std::size_t first_row, bool unit,
          MatrixView<float> bank) {
  const D d;
  const std::size_t n_chroma = bank.rows();
  const V n = hn::Set(d, static_cast<float>(n_chroma));
  const V half = hn::Set(d, static_cast<float>(std::nearbyint(static_cast<double>(n_chroma) / 2)));
  const V offset = hn::Set(d, static_cast<float>(tuning));
  for (std::size_t k = 0; k < bank.cols(); k += hn::Lanes(d)) {
    const V note = hn::Sub(hn::Load(d, bins.note.data() + k), offset);
    const V sharpness = hn::Load(d, bins.sharpness.data() + k);
    V sum = hn::Zero(d);
    for (std::size_t c = 0; c < n_chroma; ++c) {
      const auto place = static_cast<float>((c + first_row) % n_chroma);
      const V distance = around(hn::Sub(note, hn::Set(d, place)), n, half);
      const V weight = hn::Exp(d, hn::Mul(sharpness, hn::Mul(distance, distance)));
      sum = hn::MulAdd(weight, weight, sum);
      hn::Store(weight, d, bank.data() + c * bank.stride() + k);
    }
    const V scale = hn::Div(hn::Set(d, 1.0F), hn::Sqrt(sum));
    for (std::size_t c = 0; unit && c < n_chroma; ++c) {
      float* at = bank.data() + c * bank.stride() + k;
      hn::Store(hn::Mul(hn::Load(d, at), scale), d, at);
    }
  }
}

void weight(const ChromaBins& bins, double shift, MatrixView<float> bank) {
  const D d;
  const V offset = hn::Set(d, static_cast<float>(shift));
  for (std::size_t k = 0; k < bank.cols(); k += hn::Lanes(d)) {
    const V octave = hn::Sub(hn::Load(d, bins.octave.data() + k), offset);
    const V scale = hn::Exp(d, hn::Mul(hn::Set(d, -0.5F), hn::Mul(octave, octave)));
    for (std::size_t c = 0; c < bank.rows(); ++c) {
      float* at = bank.data() + c * bank.stride() + k;
      hn::Store(hn::Mul(hn::Load(d, at), scale), d, at);
    }
  }
}

}  // namespace
}  // namespace earmark::dsp::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace earmark::dsp {

HWY_EXPORT(fill);
HWY_EXPORT(weight);

void fill_chroma_weights(const ChromaBins& bins, double tuning, std::size_t first_row, bool unit,
                         MatrixView<float> bank) {
  HWY_DYNAMIC_DISPATCH(fill)(bins, tuning, first_row, unit, bank);
}

void weight_octaves(const ChromaBins& bins, double shift, MatrixView<float> bank) {
  HWY_DYNAMIC_DISPATCH(weight)(bins, shift, bank);
}

}  // namespace earmark::dsp

#endif  // HWY_ONCE
