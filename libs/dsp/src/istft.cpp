#include "earmark/dsp/istft.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "fft_tables.h"
#include "inverse_task.h"
#include "kernel_inline.h"
#include "overlap_scale.h"
#include "padded.h"
#include "signal_columns.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "istft.cpp"
#include "hwy/foreach_target.h"
// after foreach_target
#include "fft-inl.h"
#include "hwy/highway.h"
#include "transpose-inl.h"

HWY_BEFORE_NAMESPACE();
namespace earmark::dsp::HWY_NAMESPACE {
namespace {

struct PlainSpectrum {
  MatrixView<const float> re;
  MatrixView<const float> im;
  std::size_t t = 0;

  EARMARK_DSP_INLINE Complex load(std::size_t k) const {
    const FrameTag d;
    return {hn::Load(d, re.data() + k * re.stride() + t),
            hn::Load(d, im.data() + k * im.stride() + t)};
  }
};

struct MaskedSpectrum {
  PlainSpectrum spectrum;
  MatrixView<const float> mask;

  EARMARK_DSP_INLINE Complex load(std::size_t k) const {
    const FrameTag d;
    const Complex x = spectrum.load(k);
    const FrameVec m = hn::Load(d, mask.data() + k * mask.stride() + spectrum.t);
    return {hn::Mul(m, x.re), hn::Mul(m, x.im)};
  }
};

// Adds windowed frames to a signal cut into columns of one hop. Lanes past `valid` belong to no
// frame.
struct OverlapSink {
  float* columns;
  const std::size_t* places;
  const float* window;
  std::size_t valid;

  EARMARK_DSP_INLINE void store(std::size_t i, FrameVec x) const {
    const FrameTag d;
    float* at = columns + places[i];
    FrameVec term = hn::Mul(hn::Set(d, window[i]), x);
    if (valid < hn::Lanes(d)) {
      term = hn::IfThenElseZero(hn::FirstN(d, valid), term);
    }
    hn::StoreU(hn::Add(hn::LoadU(d, at), term), d, at);
  }
};

// Moves all columns N to the left and clears what becomes free.
void shift_columns(float* columns, std::size_t width, std::size_t stride, std::size_t hop_length) {
  const FrameTag d;
  const std::size_t N = hn::Lanes(d);
  for (std::size_t j = 0; j < hop_length; ++j) {
    float* row = columns + j * stride;
    for (std::size_t c = 0; c + N < width; c += N) {
      hn::Store(hn::Load(d, row + c + N), d, row + c);
    }
    hn::Store(hn::Zero(d), d, row + width - N);
  }
}

// Column after column of one vector of them, as samples in `line`.
void lay_out(const float* columns, std::size_t stride, std::size_t hop_length, float* line) {
  const std::size_t N = hn::Lanes(FrameTag());
  std::size_t j = 0;
  for (; j + N <= hop_length; j += N) {
    transpose_lanes(columns + j * stride, stride, N, line + j, hop_length);
  }
  for (; j < hop_length; ++j) {
    for (std::size_t c = 0; c < N; ++c) {
      line[c * hop_length + j] = columns[j * stride + c];
    }
  }
}

void scale_copy(const float* from, const float* scale, std::span<float> to) {
  for (std::size_t i = 0; i < to.size(); ++i) {
    to[i] = from[i] * scale[i];
  }
}

// Writes the columns [first, first + N) of the finished signal into y.
void emit(const float* line, std::size_t first, std::size_t before, const OverlapScale& overlap,
          std::span<float> y, float* scale) {
  const std::size_t hop = overlap.hop_length();
  for (std::size_t c = 0; c < hn::Lanes(FrameTag()); ++c) {
    const std::size_t begin = (first + c) * hop;
    const std::size_t from = std::max(begin, before);
    const std::size_t to = std::min(begin + hop, before + y.size());
    if (from < to) {
      const float* factors = overlap.column(first + c, scale);
      scale_copy(line + c * hop + (from - begin), factors + (from - begin),
                 y.subspan(from - before, to - from));
    }
  }
}

template <class MakeSpectrum>
void overlap_add(const InverseTask& task, const MakeSpectrum& spectra, std::span<float> y) {
  const std::size_t N = hn::Lanes(FrameTag());
  const std::size_t hop = task.overlap.hop_length();
  const std::size_t width = (N + (task.tables.n - 1) / hop + N - 1) / N * N;
  const std::size_t stride = max_columns(task.tables.n, hop);
  float* line = task.columns + hop * stride;
  float* scale = line + hop * N;
  std::fill_n(task.columns, hop * stride, 0.0F);
  for (std::size_t t = 0; t * hop < task.before + y.size(); t += N) {
    if (t < task.n_frames) {
      const std::size_t valid = std::min(N, task.n_frames - t);
      real_inverse(task.tables, spectra.at(t), task.work,
                   OverlapSink{task.columns, task.places, task.window, valid});
    }
    lay_out(task.columns, stride, hop, line);
    emit(line, t, task.before, task.overlap, y, scale);
    shift_columns(task.columns, width, stride, hop);
  }
}

struct PlainSpectra {
  MatrixView<const float> re;
  MatrixView<const float> im;
  [[nodiscard]] PlainSpectrum at(std::size_t t) const { return {re, im, t}; }
};

struct MaskedSpectra {
  PlainSpectra spectra;
  MatrixView<const float> mask;
  [[nodiscard]] MaskedSpectrum at(std::size_t t) const { return {spectra.at(t), mask}; }
};

void invert_spectrum(const InverseTask& task, MatrixView<const float> re,
                     MatrixView<const float> im, const std::optional<MatrixView<const float>>& mask,
                     std::span<float> y) {
  if (mask) {
    overlap_add(task, MaskedSpectra{{re, im}, *mask}, y);
  } else {
    overlap_add(task, PlainSpectra{re, im}, y);
  }
}

}  // namespace
}  // namespace earmark::dsp::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace earmark::dsp {

HWY_EXPORT(invert_spectrum);

Istft::Istft(const StftConfig& config) : config_{config} {
  config_.validate();
  const auto window =
      pad_center(get_window(config_.window, config_.used_win_length()), config_.n_fft);
  const auto n = static_cast<double>(config_.n_fft);
  window_.assign(window.begin(), window.end());
  scale_.resize(config_.used_hop_length());
  full_scale(window_, scale_);
  synthesis_window_.reserve(window.size());
  for (const double w : window) {
    synthesis_window_.push_back(static_cast<float>(w / n));
  }
  tables_ = make_fft_tables(config_.n_fft);
  places_ = sample_places(config_.n_fft, config_.used_hop_length());
}

std::size_t Istft::n_samples(std::size_t n_frames) const {
  require(n_frames >= 1, "istft: n_frames must be >= 1");
  const std::size_t all = config_.n_fft + config_.used_hop_length() * (n_frames - 1);
  return config_.center ? all - 2 * (config_.n_fft / 2) : all;
}

namespace {

std::size_t frames_for(const StftConfig& config, std::size_t n_samples, std::size_t n_frames) {
  const std::size_t padded = n_samples + (config.center ? 2 * (config.n_fft / 2) : 0);
  const std::size_t hop = config.used_hop_length();
  return std::min(n_frames, (padded + hop - 1) / hop);
}

void require_spectrum(MatrixView<const float> view, std::size_t n_bins, std::size_t n_frames,
                      const char* name) {
  require_shape(view, n_bins, n_frames, "istft", name);
  require_padded(view, "istft", name);
}

}  // namespace

void Istft::process(MatrixView<const float> re, MatrixView<const float> im, std::span<float> y,
                    Scratch& scratch) const {
  invert(re, im, std::nullopt, y, scratch);
}

void Istft::process(MatrixView<const float> re, MatrixView<const float> im,
                    MatrixView<const float> mask, std::span<float> y, Scratch& scratch) const {
  require_spectrum(mask, config_.n_bins(), re.cols(), "mask");
  invert(re, im, mask, y, scratch);
}

void Istft::invert(MatrixView<const float> re, MatrixView<const float> im,
                   const std::optional<MatrixView<const float>>& mask, std::span<float> y,
                   Scratch& scratch) const {
  require(re.cols() >= 1, "istft: n_frames must be >= 1");
  require_spectrum(re, config_.n_bins(), re.cols(), "re");
  require_spectrum(im, config_.n_bins(), re.cols(), "im");
  const std::size_t n_frames = frames_for(config_, y.size(), re.cols());
  reserve(scratch);
  const OverlapScale overlap{window_, scale_, n_frames};
  HWY_DYNAMIC_DISPATCH(invert_spectrum)
  ({.tables = *tables_,
    .overlap = overlap,
    .window = synthesis_window_.data(),
    .places = places_.data(),
    .before = config_.center ? config_.n_fft / 2 : 0,
    .n_frames = n_frames,
    .work = scratch.work.data(),
    .columns = scratch.columns.data()},
   re, im, mask, y);
}

void Istft::reserve(Scratch& scratch) const {
  const std::size_t hop = config_.used_hop_length();
  scratch.work.resize(tables_->work_size());
  // The overlapping columns, one vector of them laid out, and one column's factors.
  scratch.columns.resize(hop * (max_columns(config_.n_fft, hop) + kMaxLanes + 1));
}

}  // namespace earmark::dsp

#endif  // HWY_ONCE
