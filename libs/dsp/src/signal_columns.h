#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "earmark/dsp/stft.h"
#include "fft_tables.h"

namespace earmark::dsp {

/// A signal cut into columns of one hop, the first of which begins `before` samples ahead of it.
struct SignalColumns {
  std::span<const float> y;
  std::size_t hop_length = 1;
  std::size_t before = 0;
  PadMode pad_mode = PadMode::kConstant;

  /// Columns first to first + n - 1, one after the other: a part of y where they lie inside it,
  /// else a copy in `staging`, n hop_length samples, padded as pad_mode says; zeros behind the
  /// padding.
  [[nodiscard]] const float* find(std::size_t first, std::size_t n, float* staging) const;
};

/// Most columns that a kernel cuts at a time: those that kMaxLanes frames see, in whole vectors.
[[nodiscard]] inline std::size_t max_columns(std::size_t n_fft, std::size_t hop_length) {
  return (kMaxLanes + (n_fft - 1) / hop_length + kMaxLanes - 1) / kMaxLanes * kMaxLanes;
}

/// Where kernels find sample i of the first of the frames side by side, in columns that stand side
/// by side [hop_length, max_columns()]: row i % hop_length, column i / hop_length. So each sample
/// is transposed once, however many frames see it.
[[nodiscard]] std::vector<std::size_t> sample_places(std::size_t n_fft, std::size_t hop_length);

}  // namespace earmark::dsp
