#include "earmark/dsp/median_filter.h"

#include <algorithm>
#include <cstdint>

#include "fft_tables.h"
#include "kernel_inline.h"
#include "median_buffers.h"
#include "padded.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "median_filter.cpp"
#include "hwy/foreach_target.h"
// after foreach_target
#include "hwy/highway.h"
#include "median_network-inl.h"
#include "transpose-inl.h"

HWY_BEFORE_NAMESPACE();
namespace earmark::dsp::HWY_NAMESPACE {
namespace {

// Lines to filter lie in the lanes of `in`, mirrored at their ends: output i is the median of
// in[i] to in[i + kKernel - 1].
struct Lines {
  const std::int32_t* in;
  std::int32_t* out;
  std::int32_t* window;
};

// Writes outputs i to i + 2 kCount - 1. `a` has the candidates for their medians, sorted: the
// middle 2 kCount of the inputs that all of them see. Each half of the outputs sees kCount inputs
// more, which leave it the middle kCount of all as candidates.
template <std::size_t kKernel, std::size_t kCount>
EARMARK_DSP_INLINE void finish(const Lines& lines, std::size_t i, const Key* a, const Key* left,
                               const Key* right);

template <std::size_t kKernel, std::size_t kCount>
EARMARK_DSP_INLINE void finish(const Lines& lines, std::size_t i, const Key* a) {
  constexpr std::make_index_sequence<kCount> kAll;
  Key left[kCount];
  Key right[kCount];
  load_keys(lines.in, i + kCount - 1, left, kAll);
  load_keys(lines.in, i + kKernel, right, kAll);
  sort<kCount>(left);
  sort<kCount>(right);
  finish<kKernel, kCount>(lines, i, a, left, right);
}

template <std::size_t kKernel, std::size_t kCount>
EARMARK_DSP_INLINE void finish(const Lines& lines, std::size_t i, const Key* a, const Key* left,
                               const Key* right) {
  Key middle[kCount];
  middle_third<kCount>(a, left, middle);
  if constexpr (kCount == 1) {
    store_key(middle[0], lines.out, i);
    middle_third<kCount>(a, right, middle);
    store_key(middle[0], lines.out, i + 1);
  } else {
    finish<kKernel, kCount / 2>(lines, i, middle);
    middle_third<kCount>(a, right, middle);
    finish<kKernel, kCount / 2>(lines, i + kCount, middle);
  }
}

// Sorts the blocks of kBlock inputs from `first` on into `window`, at the same places.
template <std::size_t kBlock, std::size_t... kIndex>
EARMARK_DSP_INLINE void sort_block(const Lines& lines, std::size_t first,
                                   std::index_sequence<kIndex...>) {
  Key x[kBlock];
  load_keys(lines.in, first, x, std::index_sequence<kIndex...>{});
  sort<kBlock>(x);
  (store_key(x[kIndex], lines.window, first + kIndex), ...);
}

// kKernel is 2^m - 1; (kKernel + 1) / 2 outputs at a time, so up to that many, less one, beyond n.
template <std::size_t kKernel>
void filter_blocks(const Lines& lines, std::size_t n) {
  constexpr std::size_t kOutputs = (kKernel + 1) / 2;
  constexpr std::size_t kBlock = kOutputs / 2;
  constexpr std::make_index_sequence<kBlock> kAll;
  sort_block<kBlock>(lines, kBlock - 1, kAll);
  sort_block<kBlock>(lines, 2 * kBlock - 1, kAll);
  for (std::size_t i = 0; i < n; i += kOutputs) {
    sort_block<kBlock>(lines, i + 3 * kBlock - 1, kAll);
    sort_block<kBlock>(lines, i + 4 * kBlock - 1, kAll);
    Key a[kOutputs];
    Key left[kBlock];
    Key right[kBlock];
    load_keys(lines.window, i + 2 * kBlock - 1, a, std::make_index_sequence<kOutputs>{});
    odd_even_merge<kOutputs>(a);
    load_keys(lines.window, i + kBlock - 1, left, kAll);
    load_keys(lines.window, i + kKernel, right, kAll);
    finish<kKernel, kBlock>(lines, i, a, left, right);
  }
}

// A sorted window that slides: any kernel.
void filter_sliding(const Lines& lines, std::size_t kernel, std::size_t n) {
  for (std::size_t k = 0; k < kernel; ++k) {
    Key next = load_key(lines.in, k);
    for (std::size_t j = 0; j < k; ++j) {
      Key held = load_key(lines.window, j);
      order(held, next);
      store_key(held, lines.window, j);
    }
    store_key(next, lines.window, k);
  }
  store_key(load_key(lines.window, kernel / 2), lines.out, 0);
  for (std::size_t i = 1; i < n; ++i) {
    const Key old = load_key(lines.in, i - 1);
    Key next = load_key(lines.in, i - 1 + kernel);
    for (std::size_t j = 0; j + 1 < kernel; ++j) {
      const Key held = load_key(lines.window, j);
      // Without `old`: all from its place on move down by one.
      Key kept = hn::IfThenElse(hn::Lt(held, old), held, load_key(lines.window, j + 1));
      order(kept, next);
      store_key(kept, lines.window, j);
    }
    store_key(next, lines.window, kernel - 1);
    store_key(load_key(lines.window, kernel / 2), lines.out, i);
  }
}

void filter_lines(const Lines& lines, std::size_t kernel, std::size_t n) {
  switch (kernel) {
    case 7:
      return filter_blocks<7>(lines, n);
    case 15:
      return filter_blocks<15>(lines, n);
    case 31:
      return filter_blocks<31>(lines, n);
    default:
      return filter_sliding(lines, kernel, n);
  }
}

// Place on a line of n values of what stands i - before values from its start.
std::size_t mirrored(std::size_t i, std::size_t before, std::size_t n) {
  const std::size_t period = 2 * n;
  // NOLINTNEXTLINE(clang-analyzer-core.DivideZero): a line has at least one value
  const std::size_t place = (i + period * (before / period + 1) - before) % period;
  return place < n ? place : period - 1 - place;
}

void copy_vector(const float* from, float* to) {
  const LaneTag d;
  hn::Store(hn::Load(d, from), d, to);
}

Lines lines_of(const MedianBuffers& buffers) {
  return {reinterpret_cast<const std::int32_t*>(buffers.in),
          reinterpret_cast<std::int32_t*>(buffers.out),
          reinterpret_cast<std::int32_t*>(buffers.window)};
}

// Values outside the middle n of a line, to `end` of them in all.
void mirror_ends(float* in, std::size_t before, std::size_t n, std::size_t end) {
  const std::size_t N = hn::Lanes(LaneTag());
  for (std::size_t i = 0; i < before; ++i) {
    copy_vector(in + (before + mirrored(i, before, n)) * N, in + i * N);
  }
  for (std::size_t i = before + n; i < end; ++i) {
    copy_vector(in + (before + mirrored(i, before, n)) * N, in + i * N);
  }
}

void filter_columns(MatrixView<const float> S, MatrixView<float> out, std::size_t kernel,
                    const MedianBuffers& buffers, std::size_t end) {
  const std::size_t N = hn::Lanes(LaneTag());
  const std::size_t before = kernel / 2;
  for (std::size_t t = 0; t < S.cols(); t += N) {
    for (std::size_t k = 0; k < S.rows(); ++k) {
      copy_vector(S.data() + k * S.stride() + t, buffers.in + (before + k) * N);
    }
    mirror_ends(buffers.in, before, S.rows(), end);
    filter_lines(lines_of(buffers), kernel, S.rows());
    for (std::size_t k = 0; k < S.rows(); ++k) {
      copy_vector(buffers.out + k * N, out.data() + k * out.stride() + t);
    }
  }
}

void filter_rows(MatrixView<const float> S, MatrixView<float> out, std::size_t kernel,
                 const MedianBuffers& buffers, std::size_t end) {
  const std::size_t N = hn::Lanes(LaneTag());
  const std::size_t before = kernel / 2;
  for (std::size_t k = 0; k < S.rows(); k += N) {
    // The last rows are filtered together with some before them that are already done.
    const std::size_t first = k + N <= S.rows() || S.rows() < N ? k : S.rows() - N;
    const std::size_t n_rows = std::min(N, S.rows() - first);
    float* in = buffers.in + before * N;
    if (n_rows == N) {
      transpose_lanes(S.data() + first * S.stride(), S.stride(), S.cols(), in, N);
    } else {
      std::fill_n(in, S.cols() * N, 0.0F);
      for (std::size_t r = 0; r < n_rows; ++r) {
        for (std::size_t t = 0; t < S.cols(); ++t) {
          in[t * N + r] = S(first + r, t);
        }
      }
    }
    mirror_ends(buffers.in, before, S.cols(), end);
    filter_lines(lines_of(buffers), kernel, S.cols());
    if (n_rows == N) {
      for (std::size_t t = 0; t < S.cols(); t += N) {
        transpose_lanes(buffers.out + t * N, N, N, out.data() + first * out.stride() + t,
                        out.stride());
      }
    } else {
      for (std::size_t r = 0; r < n_rows; ++r) {
        for (std::size_t t = 0; t < S.cols(); ++t) {
          out(first + r, t) = buffers.out[t * N + r];
        }
      }
    }
  }
}

}  // namespace
}  // namespace earmark::dsp::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace earmark::dsp {

HWY_EXPORT(filter_columns);
HWY_EXPORT(filter_rows);

namespace {

// Most outputs that a kernel computes beyond the last, and the last vectors that it reads then.
constexpr std::size_t kBeyond = 2 * kMaxLanes;

void check(MatrixView<const float> S, MatrixView<float> out) {
  require_shape(out, S.rows(), S.cols(), "median_filter", "out");
  require_padded(S, "median_filter", "S");
  require_padded(out, "median_filter", "out");
}

std::size_t reserve(MedianFilter::Scratch& scratch, std::size_t n, std::size_t kernel) {
  const std::size_t end = n + kernel + kBeyond;
  scratch.lines.resize(end * kMaxLanes);
  scratch.out.resize((n + kBeyond) * kMaxLanes);
  scratch.window.resize(end * kMaxLanes);
  return end;
}

}  // namespace

MedianFilter::MedianFilter(std::size_t kernel_size) : kernel_size_{kernel_size} {
  require(kernel_size >= 1, "median_filter: kernel_size must be >= 1");
}

void MedianFilter::along_time(MatrixView<const float> S, MatrixView<float> out,
                              Scratch& scratch) const {
  check(S, out);
  if (S.rows() == 0 || S.cols() == 0) {
    return;
  }
  const std::size_t end = reserve(scratch, S.cols(), kernel_size_);
  HWY_DYNAMIC_DISPATCH(filter_rows)
  (S, out, kernel_size_, {scratch.lines.data(), scratch.out.data(), scratch.window.data()}, end);
}

void MedianFilter::along_frequency(MatrixView<const float> S, MatrixView<float> out,
                                   Scratch& scratch) const {
  check(S, out);
  if (S.rows() == 0 || S.cols() == 0) {
    return;
  }
  const std::size_t end = reserve(scratch, S.rows(), kernel_size_);
  HWY_DYNAMIC_DISPATCH(filter_columns)
  (S, out, kernel_size_, {scratch.lines.data(), scratch.out.data(), scratch.window.data()}, end);
}

}  // namespace earmark::dsp

#endif  // HWY_ONCE
