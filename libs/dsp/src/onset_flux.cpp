#include "onset_flux.h"

#include <algorithm>
#include <cstddef>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "onset_flux.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace earmark::dsp::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;
using D = hn::CappedTag<float, 16>;
using V = hn::Vec<D>;

constexpr std::size_t kRow = 16;

// Row i of an axis that is reflected at its ends: d c b a | a b c d | d c b a.
std::size_t reflect(std::ptrdiff_t i, std::size_t n) {
  const auto period = static_cast<std::ptrdiff_t>(2 * n);
  i = (i % period + period) % period;
  return static_cast<std::size_t>(i < static_cast<std::ptrdiff_t>(n) ? i : period - 1 - i);
}

V reference(MatrixView<const float> S, std::size_t m, std::size_t t, std::size_t max_size) {
  const D d;
  V largest = hn::LoadU(d, S.data() + m * S.stride() + t);
  for (std::size_t i = 0; max_size > 1 && i < max_size; ++i) {
    const auto row = static_cast<std::ptrdiff_t>(m + i) - static_cast<std::ptrdiff_t>(max_size / 2);
    const float* at = S.data() + reflect(row, S.rows()) * S.stride() + t;
    largest = hn::Max(largest, hn::LoadU(d, at));
  }
  return largest;
}

// Sorts each lane of x [n][kRow] upwards: Batcher's merge exchange (Knuth, TAOCP 5.2.2, algorithm
// M), whose comparisons do not depend on the values.
void sort_lanes(float* HWY_RESTRICT x, std::size_t n) {
  const D d;
  std::size_t top = 1;
  while (2 * top < n) {
    top *= 2;
  }
  for (std::size_t p = top; p > 0; p /= 2) {
    std::size_t q = top;
    std::size_t r = 0;
    std::size_t distance = p;
    while (true) {
      for (std::size_t i = 0; i + distance < n; ++i) {
        if ((i & p) == r) {
          float* low = x + i * kRow;
          float* high = low + distance * kRow;
          const V a = hn::Load(d, low);
          const V b = hn::Load(d, high);
          hn::Store(hn::Min(a, b), d, low);
          hn::Store(hn::Max(a, b), d, high);
        }
      }
      if (q == p) {
        break;
      }
      distance = q - p;
      q /= 2;
      r = p;
    }
  }
}

V median(float* HWY_RESTRICT x, std::size_t n) {
  const D d;
  sort_lanes(x, n);
  const V upper = hn::Load(d, x + n / 2 * kRow);
  if (n % 2 == 1) {
    return upper;
  }
  return hn::Mul(hn::Add(hn::Load(d, x + (n / 2 - 1) * kRow), upper), hn::Set(d, 0.5F));
}

// In float and in order, as NumPy adds rows.
V mean(const float* HWY_RESTRICT x, std::size_t n) {
  const D d;
  V sum = hn::Load(d, x);
  for (std::size_t m = 1; m < n; ++m) {
    sum = hn::Add(sum, hn::Load(d, x + m * kRow));
  }
  return hn::Div(sum, hn::Set(d, static_cast<float>(n)));
}

void flux_envelope(MatrixView<const float> S, const OnsetStrengthConfig& config, std::size_t shift,
                   float* HWY_RESTRICT flux, std::span<float> envelope) {
  const D d;
  const std::size_t N = hn::Lanes(d);
  alignas(64) float values[kRow];
  for (std::size_t t = 0; t + shift < envelope.size(); t += N) {
    // The later frames are read up to the end of the padding, never beyond.
    const std::size_t inside = std::min(S.stride() - config.lag - t, N);
    for (std::size_t m = 0; m < S.rows(); ++m) {
      const float* later = S.data() + m * S.stride() + t + config.lag;
      const V now =
          inside == N ? hn::LoadU(d, later) : hn::MaskedLoad(hn::FirstN(d, inside), d, later);
      hn::Store(hn::Max(hn::Zero(d), hn::Sub(now, reference(S, m, t, config.max_size))), d,
                flux + m * kRow);
    }
    const bool by_median = config.aggregate == OnsetAggregate::kMedian;
    hn::Store(by_median ? median(flux, S.rows()) : mean(flux, S.rows()), d, values);
    std::copy_n(values, std::min(N, envelope.size() - shift - t), envelope.data() + t + shift);
  }
}

}  // namespace
}  // namespace earmark::dsp::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace earmark::dsp {

HWY_EXPORT(flux_envelope);

void onset_flux(MatrixView<const float> S, const OnsetStrengthConfig& config, std::size_t shift,
                MatrixView<float> flux, std::span<float> envelope) {
  HWY_DYNAMIC_DISPATCH(flux_envelope)(S, config, shift, flux.data(), envelope);
}

}  // namespace earmark::dsp

#endif  // HWY_ONCE
