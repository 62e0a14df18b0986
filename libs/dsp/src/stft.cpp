#include "earmark/dsp/stft.h"

#include <algorithm>
#include <limits>

#include "fft_tables.h"
#include "kernel_inline.h"
#include "padded.h"
#include "signal_columns.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "stft.cpp"
#include "hwy/foreach_target.h"
// after foreach_target
#include "fft-inl.h"
#include "hwy/highway.h"
#include "transpose-inl.h"

HWY_BEFORE_NAMESPACE();
namespace earmark::dsp::HWY_NAMESPACE {
namespace {

struct WindowedFrames {
  const float* columns;
  const std::size_t* places;
  const float* window;

  [[nodiscard]] EARMARK_DSP_INLINE FrameVec sample(std::size_t i) const {
    const FrameTag d;
    return hn::Mul(hn::Set(d, window[i]), hn::LoadU(d, columns + places[i]));
  }
};

struct EvenFrames : WindowedFrames {
  EARMARK_DSP_INLINE Complex load(std::size_t i) const {
    return {sample(2 * i), sample(2 * i + 1)};
  }
};

struct OddFrames : WindowedFrames {
  EARMARK_DSP_INLINE Complex load(std::size_t i) const { return {sample(i), hn::Zero(FrameTag())}; }
};

// sqrt(re^2 + im^2) where the squares fit into a float with all their digits, given `power`, their
// sum; elsewhere the larger part times sqrt(1 + ratio^2).
EARMARK_DSP_INLINE FrameVec magnitude_of(Complex x, FrameVec power) {
  const FrameTag d;
  const auto fits = hn::And(hn::Ge(power, hn::Set(d, 1e-30F)), hn::Le(power, hn::Set(d, 1e38F)));
  const FrameVec plain = hn::Sqrt(power);
  if (HWY_LIKELY(hn::AllTrue(d, fits))) {
    return plain;
  }
  const FrameVec re = hn::Abs(x.re);
  const FrameVec im = hn::Abs(x.im);
  const FrameVec larger = hn::Max(re, im);
  const auto nonzero = hn::Gt(larger, hn::Zero(d));
  const FrameVec divisor = hn::IfThenElse(nonzero, larger, hn::Set(d, 1.0F));
  const FrameVec ratio = hn::Div(hn::Min(re, im), divisor);
  const FrameVec root = hn::Sqrt(hn::MulAdd(ratio, ratio, hn::Set(d, 1.0F)));
  return hn::IfThenElse(fits, plain, hn::Mul(larger, root));
}

struct OutputSink {
  const StftOutput& out;
  std::size_t t;

  EARMARK_DSP_INLINE void store(std::size_t k, Complex x) const {
    const FrameTag d;
    if (out.re.rows() > 0) {
      hn::Store(x.re, d, out.re.data() + k * out.re.stride() + t);
      hn::Store(x.im, d, out.im.data() + k * out.im.stride() + t);
    }
    const FrameVec power = hn::MulAdd(x.re, x.re, hn::Mul(x.im, x.im));
    if (out.power.rows() > 0) {
      hn::Store(power, d, out.power.data() + k * out.power.stride() + t);
    }
    if (out.magnitude.rows() > 0) {
      hn::Store(magnitude_of(x, power), d, out.magnitude.data() + k * out.magnitude.stride() + t);
    }
  }
};

// The columns that the frames from t on see, side by side: columns[j * stride + c].
void cut_columns(const SignalColumns& signal, std::size_t t, std::size_t n_fft, std::size_t stride,
                 float* columns, float* staging) {
  const std::size_t hop = signal.hop_length;
  const std::size_t N = hn::Lanes(FrameTag());
  const std::size_t n_columns = (N + (n_fft - 1) / hop + N - 1) / N * N;
  const float* from = signal.find(t, n_columns, staging);
  for (std::size_t c = 0; c < n_columns; c += N) {
    transpose_lanes(from + c * hop, hop, hop, columns + c, stride);
  }
}

void transform(const FftTables& tables, const SignalColumns& signal, std::size_t n_frames,
               const float* window, const std::size_t* places, const StftOutput& out, float* work,
               float* columns) {
  const std::size_t stride = max_columns(tables.n, signal.hop_length);
  for (std::size_t t = 0; t < n_frames; t += hn::Lanes(FrameTag())) {
    cut_columns(signal, t, tables.n, stride, columns, columns + signal.hop_length * stride);
    const WindowedFrames frames{columns, places, window};
    if (tables.n % 2 == 0) {
      real_forward(tables, EvenFrames{frames}, work, OutputSink{out, t});
    } else {
      real_forward(tables, OddFrames{frames}, work, OutputSink{out, t});
    }
  }
}

}  // namespace
}  // namespace earmark::dsp::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace earmark::dsp {

HWY_EXPORT(transform);

void StftConfig::validate() const {
  require(n_fft >= 1, "stft: n_fft must be >= 1");
  require(used_win_length() >= 1 && used_win_length() <= n_fft,
          "stft: win_length must lie in 1 to n_fft");
  require(used_hop_length() >= 1, "stft: hop_length must be >= 1");
}

Stft::Stft(const StftConfig& config) : config_{config} {
  config_.validate();
  const auto window =
      pad_center(get_window(config_.window, config_.used_win_length()), config_.n_fft);
  window_.assign(window.begin(), window.end());
  tables_ = make_fft_tables(config_.n_fft);
  places_ = sample_places(config_.n_fft, config_.used_hop_length());
}

std::size_t Stft::n_frames(std::size_t n_samples) const {
  require(n_samples >= 1, "stft: y is empty");
  const std::size_t padded = n_samples + (config_.center ? 2 * (config_.n_fft / 2) : 0);
  require(padded >= config_.n_fft, "stft: y is shorter than a frame");
  return 1 + (padded - config_.n_fft) / config_.used_hop_length();
}

namespace {

void require_output(MatrixView<const float> view, std::size_t n_bins, std::size_t n_frames,
                    const char* name) {
  if (view.rows() > 0) {
    require_shape(view, n_bins, n_frames, "stft", name);
    require_padded(view, "stft", name);
  }
}

}  // namespace

void Stft::process(std::span<const float> y, const StftOutput& out, Scratch& scratch) const {
  const std::size_t frames = n_frames(y.size());
  require((out.re.rows() > 0) == (out.im.rows() > 0), "stft: re and im must be given together");
  require_output(out.re, n_bins(), frames, "re");
  require_output(out.im, n_bins(), frames, "im");
  require_output(out.magnitude, n_bins(), frames, "magnitude");
  require_output(out.power, n_bins(), frames, "power");
  const SignalColumns signal{.y = y,
                             .hop_length = config_.used_hop_length(),
                             .before = config_.center ? config_.n_fft / 2 : 0,
                             .pad_mode = config_.pad_mode};
  scratch.work.resize(tables_->work_size());
  scratch.columns.resize(2 * signal.hop_length * max_columns(config_.n_fft, signal.hop_length));
  HWY_DYNAMIC_DISPATCH(transform)
  (*tables_, signal, frames, window_.data(), places_.data(), out, scratch.work.data(),
   scratch.columns.data());
}

}  // namespace earmark::dsp

#endif  // HWY_ONCE
