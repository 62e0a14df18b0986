#include "piptrack_kernels.h"

#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "piptrack_kernels.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace earmark::dsp::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;
using D = hn::CappedTag<float, 16>;
using V = hn::Vec<D>;

void fold_largest(MatrixView<const float> S, float* HWY_RESTRICT largest) {
  const D d;
  std::copy_n(S.data(), S.stride(), largest);
  for (std::size_t k = 1; k < S.rows(); ++k) {
    const float* row = S.data() + k * S.stride();
    for (std::size_t t = 0; t < S.cols(); t += hn::Lanes(d)) {
      hn::Store(hn::Max(hn::Load(d, largest + t), hn::Load(d, row + t)), d, largest + t);
    }
  }
}

std::size_t list_peaks(MatrixView<const float> S, std::size_t first_bin, std::size_t end_bin,
                       const float* HWY_RESTRICT ref, const PeakTriples& peaks) {
  const D d;
  const std::size_t N = hn::Lanes(d);
  std::size_t n = 0;
  for (std::size_t k = first_bin; k < end_bin; ++k) {
    const float* row = S.data() + k * S.stride();
    const float* below = row - S.stride();
    const float* above = k + 1 < S.rows() ? row + S.stride() : below;
    const V bin = hn::Set(d, static_cast<float>(k));
    for (std::size_t t = 0; t < S.cols(); t += N) {
      const V centre = hn::Load(d, row + t);
      const V left = hn::Load(d, below + t);
      const V right = hn::Load(d, above + t);
      auto is_peak = hn::And(hn::Gt(centre, hn::Load(d, ref + t)),
                             hn::And(hn::Gt(centre, left), hn::Ge(centre, right)));
      is_peak = hn::And(is_peak, hn::FirstN(d, S.cols() - t));
      if (!hn::AllFalse(d, is_peak)) {
        // Compress and StoreU: storing while compressing is slow on some processors.
        hn::StoreU(hn::Compress(left, is_peak), d, peaks.left.data() + n);
        hn::StoreU(hn::Compress(centre, is_peak), d, peaks.centre.data() + n);
        hn::StoreU(hn::Compress(right, is_peak), d, peaks.right.data() + n);
        hn::StoreU(bin, d, peaks.bin.data() + n);
        n += hn::CountTrue(d, is_peak);
      }
    }
  }
  return n;
}

// Sums and products are rounded to float or kept in double just where librosa's are, because
// decisions follow.
void refine(const PeakTriples& peaks, std::size_t n_peaks, double sr, double n_fft, float* pitches,
            float* magnitudes) {
  const hn::CappedTag<double, 8> wide;
  const hn::Rebind<float, decltype(wide)> d;
  for (std::size_t i = 0; i < n_peaks; i += hn::Lanes(d)) {
    const auto left = hn::LoadU(d, peaks.left.data() + i);
    const auto centre = hn::LoadU(d, peaks.centre.data() + i);
    const auto right = hn::LoadU(d, peaks.right.data() + i);
    const auto twice_centre = hn::PromoteTo(wide, hn::Add(centre, centre));
    const auto a = hn::Sub(hn::PromoteTo(wide, hn::Add(left, right)), twice_centre);
    const auto rise = hn::Sub(right, left);
    const auto b = hn::Mul(hn::PromoteTo(wide, rise), hn::Set(wide, 0.5));
    const auto flat = hn::Ge(hn::Abs(b), hn::Abs(a));
    const auto shift = hn::DemoteTo(d, hn::IfThenZeroElse(flat, hn::Neg(hn::Div(b, a))));
    const auto bin = hn::PromoteTo(wide, hn::LoadU(d, peaks.bin.data() + i));
    const auto place = hn::Mul(hn::Add(bin, hn::PromoteTo(wide, shift)), hn::Set(wide, sr));
    hn::StoreU(hn::DemoteTo(d, hn::Div(place, hn::Set(wide, n_fft))), d, pitches + i);
    const auto slope = hn::Mul(rise, hn::Set(d, 0.25F));
    hn::StoreU(hn::Add(centre, hn::Mul(slope, shift)), d, magnitudes + i);
  }
}

}  // namespace
}  // namespace earmark::dsp::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace earmark::dsp {

HWY_EXPORT(fold_largest);
HWY_EXPORT(list_peaks);
HWY_EXPORT(refine);

void largest_of_frames(MatrixView<const float> S, std::span<float> largest) {
  HWY_DYNAMIC_DISPATCH(fold_largest)(S, largest.data());
}

std::size_t find_peaks(MatrixView<const float> S, std::size_t first_bin, std::size_t end_bin,
                       std::span<const float> ref, const PeakTriples& peaks) {
  return HWY_DYNAMIC_DISPATCH(list_peaks)(S, first_bin, end_bin, ref.data(), peaks);
}

void refine_peaks(const PeakTriples& peaks, std::size_t n_peaks, double sr, double n_fft,
                  std::span<float> pitches, std::span<float> magnitudes) {
  HWY_DYNAMIC_DISPATCH(refine)(peaks, n_peaks, sr, n_fft, pitches.data(), magnitudes.data());
}

}  // namespace earmark::dsp

#endif  // HWY_ONCE
