#include "earmark/dsp/mel_spectrogram.h"

#include <algorithm>
#include <iterator>

#include "padded.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "mel_spectrogram.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace earmark::dsp::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;
using D = hn::CappedTag<float, 16>;

// One band of four vectors of frames: enough sums in flight to hide the latency of the additions.
void apply_to_four(const float* HWY_RESTRICT weights, std::size_t n, const float* HWY_RESTRICT S,
                   std::size_t stride, float* HWY_RESTRICT out) {
  const D d;
  const std::size_t N = hn::Lanes(d);
  auto sum0 = hn::Zero(d);
  auto sum1 = hn::Zero(d);
  auto sum2 = hn::Zero(d);
  auto sum3 = hn::Zero(d);
  for (std::size_t k = 0; k < n; ++k, S += stride) {
    const auto weight = hn::Set(d, weights[k]);
    sum0 = hn::MulAdd(weight, hn::Load(d, S), sum0);
    sum1 = hn::MulAdd(weight, hn::Load(d, S + N), sum1);
    sum2 = hn::MulAdd(weight, hn::Load(d, S + 2 * N), sum2);
    sum3 = hn::MulAdd(weight, hn::Load(d, S + 3 * N), sum3);
  }
  hn::Store(sum0, d, out);
  hn::Store(sum1, d, out + N);
  hn::Store(sum2, d, out + 2 * N);
  hn::Store(sum3, d, out + 3 * N);
}

void apply_to_one(const float* HWY_RESTRICT weights, std::size_t n, const float* HWY_RESTRICT S,
                  std::size_t stride, float* HWY_RESTRICT out) {
  const D d;
  auto sum = hn::Zero(d);
  for (std::size_t k = 0; k < n; ++k, S += stride) {
    sum = hn::MulAdd(hn::Set(d, weights[k]), hn::Load(d, S), sum);
  }
  hn::Store(sum, d, out);
}

void apply_bands(const std::vector<MelSpectrogram::Band>& bands, const float* weights,
                 MatrixView<const float> S, MatrixView<float> mel) {
  const std::size_t N = hn::Lanes(D());
  const std::size_t n = (S.cols() + N - 1) / N * N;
  for (std::size_t m = 0; m < bands.size(); ++m) {
    const auto& band = bands[m];
    const float* in = S.data() + band.first_bin * S.stride();
    float* out = mel.data() + m * mel.stride();
    std::size_t t = 0;
    for (; t + 4 * N <= n; t += 4 * N) {
      apply_to_four(weights + band.first_weight, band.n_bins, in + t, S.stride(), out + t);
    }
    for (; t < n; t += N) {
      apply_to_one(weights + band.first_weight, band.n_bins, in + t, S.stride(), out + t);
    }
  }
}

}  // namespace
}  // namespace earmark::dsp::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace earmark::dsp {
namespace {

HWY_EXPORT(apply_bands);

}  // namespace

MelSpectrogram::MelSpectrogram(const MelConfig& config) {
  const Matrix<float> bank = mel_filter_bank(config);
  n_bins_ = bank.cols();
  for (std::size_t m = 0; m < bank.rows(); ++m) {
    const auto row = bank.row(m);
    const auto is_set = [](float weight) { return weight != 0.0F; };
    const auto first = std::find_if(row.begin(), row.end(), is_set);
    const auto end = std::find_if(row.rbegin(), std::make_reverse_iterator(first), is_set).base();
    bands_.push_back({first == row.end() ? 0 : static_cast<std::size_t>(first - row.begin()),
                      static_cast<std::size_t>(end - first), weights_.size()});
    weights_.insert(weights_.end(), first, end);
  }
}

void MelSpectrogram::process(MatrixView<const float> S, MatrixView<float> mel) const {
  require_shape(S, n_bins_, S.cols(), "mel_spectrogram", "S");
  require_shape(mel, n_mels(), S.cols(), "mel_spectrogram", "mel");
  require_padded(S, "mel_spectrogram", "S");
  require_padded(mel, "mel_spectrogram", "mel");
  HWY_DYNAMIC_DISPATCH(apply_bands)(bands_, weights_.data(), S, mel);
}

}  // namespace earmark::dsp

#endif  // HWY_ONCE
