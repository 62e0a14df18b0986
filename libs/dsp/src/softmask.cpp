#include "softmask.h"

#include <cmath>
#include <cstddef>
#include <limits>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "softmask.cpp"
#include "hwy/foreach_target.h"
// after foreach_target
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace earmark::dsp::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;
using D = hn::CappedTag<float, 16>;
using V = hn::Vec<D>;

constexpr float kTiny = std::numeric_limits<float>::min();

V power_of(V x, double power) {
  const D d;
  if (power == 2.0) {
    return hn::Mul(x, x);
  }
  if (power == 1.0) {
    return x;
  }
  alignas(64) float values[16];
  hn::Store(x, d, values);
  for (std::size_t i = 0; i < hn::Lanes(d); ++i) {
    values[i] = std::pow(values[i], static_cast<float>(power));
  }
  return hn::Load(d, values);
}

// librosa.util.softmask. Of x and reference over the larger of them one is 1, so one power will do.
V softmask(V x, V reference, double power, float where_zero) {
  const D d;
  const V one = hn::Set(d, 1.0F);
  if (std::isinf(power)) {
    return hn::IfThenElseZero(hn::Gt(x, reference), one);
  }
  const V larger = hn::Max(x, reference);
  const auto zero = hn::Lt(larger, hn::Set(d, kTiny));
  const V ratio = hn::Div(hn::Min(x, reference), hn::IfThenElse(zero, one, larger));
  const V smaller_power = power_of(ratio, power);
  const V numerator = hn::IfThenElse(hn::Ge(x, reference), one, smaller_power);
  const V mask = hn::Div(numerator, hn::Add(one, smaller_power));
  return hn::IfThenElse(zero, hn::Set(d, where_zero), mask);
}

// At margins of 1 both masks have the same denominator.
void split_rows(double power, MatrixView<float> harm, MatrixView<float> perc) {
  const D d;
  const V one = hn::Set(d, 1.0F);
  const V half = hn::Set(d, 0.5F);
  for (std::size_t k = 0; k < harm.rows(); ++k) {
    float* const harm_row = harm.data() + k * harm.stride();
    float* const perc_row = perc.data() + k * perc.stride();
    for (std::size_t t = 0; t < harm.cols(); t += hn::Lanes(d)) {
      const V h = hn::Load(d, harm_row + t);
      const V p = hn::Load(d, perc_row + t);
      const V larger = hn::Max(h, p);
      const auto zero = hn::Lt(larger, hn::Set(d, kTiny));
      const V ratio = hn::Div(hn::Min(h, p), hn::IfThenElse(zero, one, larger));
      const V smaller_power = power_of(ratio, power);
      const V more = hn::Div(one, hn::Add(one, smaller_power));
      const V less = hn::Mul(smaller_power, more);
      const auto harmonic = hn::Ge(h, p);
      hn::Store(hn::IfThenElse(zero, half, hn::IfThenElse(harmonic, more, less)), d, harm_row + t);
      hn::Store(hn::IfThenElse(zero, half, hn::IfThenElse(harmonic, less, more)), d, perc_row + t);
    }
  }
}

void mask_rows(const HpssConfig& config, MatrixView<float> harm, MatrixView<float> perc) {
  if (config.splits_all() && !std::isinf(config.power)) {
    split_rows(config.power, harm, perc);
    return;
  }
  const D d;
  const std::size_t N = hn::Lanes(d);
  const float where_zero = config.splits_all() ? 0.5F : 0.0F;
  const V margin_harm = hn::Set(d, static_cast<float>(config.margin_harm));
  const V margin_perc = hn::Set(d, static_cast<float>(config.margin_perc));
  for (std::size_t k = 0; k < harm.rows(); ++k) {
    float* const harm_row = harm.data() + k * harm.stride();
    float* const perc_row = perc.data() + k * perc.stride();
    for (std::size_t t = 0; t < harm.cols(); t += N) {
      const V h = hn::Load(d, harm_row + t);
      const V p = hn::Load(d, perc_row + t);
      hn::Store(softmask(h, hn::Mul(p, margin_harm), config.power, where_zero), d, harm_row + t);
      hn::Store(softmask(p, hn::Mul(h, margin_perc), config.power, where_zero), d, perc_row + t);
    }
  }
}

void multiply_rows(MatrixView<const float> S, MatrixView<float> out) {
  const D d;
  for (std::size_t k = 0; k < S.rows(); ++k) {
    const float* const from = S.data() + k * S.stride();
    float* const to = out.data() + k * out.stride();
    for (std::size_t t = 0; t < S.cols(); t += hn::Lanes(d)) {
      hn::Store(hn::Mul(hn::Load(d, from + t), hn::Load(d, to + t)), d, to + t);
    }
  }
}

}  // namespace
}  // namespace earmark::dsp::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace earmark::dsp {

HWY_EXPORT(mask_rows);
HWY_EXPORT(multiply_rows);

void softmasks(const HpssConfig& config, MatrixView<float> harm, MatrixView<float> perc) {
  HWY_DYNAMIC_DISPATCH(mask_rows)(config, harm, perc);
}

void multiply_by(MatrixView<const float> S, MatrixView<float> out) {
  HWY_DYNAMIC_DISPATCH(multiply_rows)(S, out);
}

}  // namespace earmark::dsp

#endif  // HWY_ONCE
