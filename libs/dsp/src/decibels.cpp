#include "earmark/dsp/decibels.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "padded.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "decibels.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace earmark::dsp::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;
using D = hn::CappedTag<float, 16>;
using V = hn::Vec<D>;

// log10 of normal x > 0 within 1 ulp: the polynomial and split constants of Moshier's Cephes
// (log10f.c). Infinity stays infinity.
V log10(V x) {
  const D d;
  const hn::RebindToSigned<D> di;
  const auto infinite = hn::Eq(x, hn::Set(d, std::numeric_limits<float>::infinity()));
  // Splits x = 2^e m with m in [sqrt(1/2), sqrt(2)).
  const auto bits = hn::Sub(hn::BitCast(di, x), hn::Set(di, 0x3F3504F3));
  const auto e = hn::ConvertTo(d, hn::ShiftRight<23>(bits));
  const auto mantissa = hn::Add(hn::And(bits, hn::Set(di, 0x007FFFFF)), hn::Set(di, 0x3F3504F3));
  const V f = hn::Sub(hn::BitCast(d, mantissa), hn::Set(d, 1.0F));
  const V f2 = hn::Mul(f, f);
  V p = hn::Set(d, 7.0376836292e-2F);
  p = hn::MulAdd(p, f, hn::Set(d, -1.1514610310e-1F));
  p = hn::MulAdd(p, f, hn::Set(d, 1.1676998740e-1F));
  p = hn::MulAdd(p, f, hn::Set(d, -1.2420140846e-1F));
  p = hn::MulAdd(p, f, hn::Set(d, 1.4249322787e-1F));
  p = hn::MulAdd(p, f, hn::Set(d, -1.6668057665e-1F));
  p = hn::MulAdd(p, f, hn::Set(d, 2.0000714765e-1F));
  p = hn::MulAdd(p, f, hn::Set(d, -2.4999993993e-1F));
  p = hn::MulAdd(p, f, hn::Set(d, 3.3333331174e-1F));
  const V y = hn::MulAdd(hn::Set(d, -0.5F), f2, hn::Mul(hn::Mul(f, f2), p));
  V z = hn::Mul(hn::Add(f, y), hn::Set(d, 7.00731903251827651129e-4F));
  z = hn::MulAdd(y, hn::Set(d, 4.3359375e-1F), z);
  z = hn::MulAdd(f, hn::Set(d, 4.3359375e-1F), z);
  z = hn::MulAdd(e, hn::Set(d, 2.48745663981195213739e-4F), z);
  z = hn::MulAdd(e, hn::Set(d, 3.0078125e-1F), z);
  return hn::IfThenElse(infinite, x, z);
}

// Decibels of S or, with `square`, of S^2; returns the largest.
float to_db(MatrixView<const float> S, MatrixView<float> S_db, bool square, float amin,
            float offset) {
  const D d;
  const std::size_t N = hn::Lanes(d);
  const V lowest = hn::Set(d, -std::numeric_limits<float>::infinity());
  V top = lowest;
  for (std::size_t r = 0; r < S.rows(); ++r) {
    const float* in = S.data() + r * S.stride();
    float* out = S_db.data() + r * S_db.stride();
    for (std::size_t t = 0; t < S.cols(); t += N) {
      V x = hn::Load(d, in + t);
      x = square ? hn::Mul(x, x) : x;
      x = hn::Max(x, hn::Set(d, amin));
      const V db = hn::Sub(hn::Mul(hn::Set(d, 10.0F), log10(x)), hn::Set(d, offset));
      hn::Store(db, d, out + t);
      const auto inside = hn::FirstN(d, S.cols() - t);
      top = hn::Max(top, hn::IfThenElse(inside, db, lowest));
    }
  }
  return hn::GetLane(hn::MaxOfLanes(d, top));
}

void clip_below(MatrixView<float> S, float floor) {
  const D d;
  for (std::size_t r = 0; r < S.rows(); ++r) {
    float* row = S.data() + r * S.stride();
    for (std::size_t t = 0; t < S.cols(); t += hn::Lanes(d)) {
      hn::Store(hn::Max(hn::Load(d, row + t), hn::Set(d, floor)), d, row + t);
    }
  }
}

}  // namespace
}  // namespace earmark::dsp::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace earmark::dsp {
namespace {

HWY_EXPORT(to_db);
HWY_EXPORT(clip_below);

float largest(MatrixView<const float> S) {
  float value = 0.0F;
  for (std::size_t r = 0; r < S.rows(); ++r) {
    for (const float x : S.row(r)) {
      value = std::max(value, x);
    }
  }
  return value;
}

void check(MatrixView<const float> S, MatrixView<const float> S_db, const char* function) {
  require_shape(S_db, S.rows(), S.cols(), function, "S_db");
  require_padded(S, function, "S");
  require_padded(S_db, function, "S_db");
}

// ref and amin are powers.
void convert(MatrixView<const float> S, MatrixView<float> S_db, bool square, double ref,
             double amin, std::optional<double> top_db) {
  // The logarithm works on normal numbers; nothing under -379 dB is told apart.
  const float smallest = std::max(static_cast<float>(amin), std::numeric_limits<float>::min());
  const auto offset = static_cast<float>(10.0 * std::log10(std::max(amin, ref)));
  const float top = HWY_DYNAMIC_DISPATCH(to_db)(S, S_db, square, smallest, offset);
  if (top_db) {
    HWY_DYNAMIC_DISPATCH(clip_below)(S_db, top - static_cast<float>(*top_db));
  }
}

}  // namespace

void PowerToDbConfig::validate() const {
  require(amin > 0.0, "power_to_db: amin must be > 0");
  require(!top_db || *top_db >= 0.0, "power_to_db: top_db must be >= 0");
}

void AmplitudeToDbConfig::validate() const {
  require(amin > 0.0, "amplitude_to_db: amin must be > 0");
  require(!top_db || *top_db >= 0.0, "amplitude_to_db: top_db must be >= 0");
}

void power_to_db(MatrixView<const float> S, MatrixView<float> S_db, const PowerToDbConfig& config) {
  config.validate();
  check(S, S_db, "power_to_db");
  const double ref = std::abs(config.ref ? *config.ref : static_cast<double>(largest(S)));
  convert(S, S_db, false, ref, config.amin, config.top_db);
}

void amplitude_to_db(MatrixView<const float> S, MatrixView<float> S_db,
                     const AmplitudeToDbConfig& config) {
  config.validate();
  check(S, S_db, "amplitude_to_db");
  const double ref = config.ref ? *config.ref : static_cast<double>(largest(S));
  convert(S, S_db, true, ref * ref, config.amin * config.amin, config.top_db);
}

float db_to_power(float S_db, double ref) {
  return static_cast<float>(ref * std::pow(10.0, static_cast<double>(S_db) * 0.1));
}

float db_to_amplitude(float S_db, double ref) {
  return static_cast<float>(std::abs(ref) * std::pow(10.0, static_cast<double>(S_db) * 0.05));
}

}  // namespace earmark::dsp

#endif  // HWY_ONCE
