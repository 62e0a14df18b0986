#include "earmark/dsp/stft.h"

#include <algorithm>
#include <limits>

#include "fft_tables.h"
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

// Sample i of frame t is row i % hop, column t + i / hop of the signal cut into columns of one hop:
// so each sample is transposed once, however many frames see it.
struct WindowedFrames {
  const float* columns;
  std::size_t stride;
  std::size_t hop_length;
  const float* window;

  [[nodiscard]] HWY_INLINE FrameVec sample(std::size_t i) const {
    const FrameTag d;
    const std::size_t column = i / hop_length;
    const float* at = columns + (i - column * hop_length) * stride + column;
    return hn::Mul(hn::Set(d, window[i]), hn::LoadU(d, at));
  }
};

struct EvenFrames : WindowedFrames {
  HWY_INLINE Complex load(std::size_t i) const { return {sample(2 * i), sample(2 * i + 1)}; }
};

struct OddFrames : WindowedFrames {
  HWY_INLINE Complex load(std::size_t i) const { return {sample(i), hn::Zero(FrameTag())}; }
};

// sqrt(re^2 + im^2) where the squares fit into a float with all their digits, given `power`, their
// sum; elsewhere the larger part times sqrt(1 + ratio^2).
HWY_INLINE FrameVec magnitude_of(Complex x, FrameVec power) {
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

  HWY_INLINE void store(std::size_t k, Complex x) const {
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

// Columns of one hop, from that of frame t on, side by side: columns[j * width + c].
void cut_columns(const SignalColumns& signal, std::size_t t, std::size_t width, float* columns,
                 float* staging) {
  const std::size_t hop = signal.hop_length;
  const float* from = signal.find(t, width, staging);
  const std::size_t N = hn::Lanes(FrameTag());
  for (std::size_t c = 0; c < width; c += N) {
    transpose_lanes(from + c * hop, hop, hop, columns + c, width);
  }
}

void transform(const FftTables& tables, const SignalColumns& signal, std::size_t n_frames,
               const float* window, const StftOutput& out, float* work, float* columns) {
  const std::size_t N = hn::Lanes(FrameTag());
  const std::size_t hop = signal.hop_length;
  const std::size_t width = (N + (tables.n - 1) / hop + N - 1) / N * N;
  for (std::size_t t = 0; t < n_frames; t += N) {
    cut_columns(signal, t, width, columns, columns + hop * width);
    const WindowedFrames frames{columns, width, hop, window};
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
  (*tables_, signal, frames, window_.data(), out, scratch.work.data(), scratch.columns.data());
}

}  // namespace earmark::dsp

#endif  // HWY_ONCE
