#pragma once

#include <ATen/ATen.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "earmark/nn/musicnn_weights.h"
#include "tensor_span.h"

namespace earmark::nn {

/// What `forward`, a function of a tensor [n, 187, 96], gives for patches, without gradients, as
/// many at a time as fit in memory.
///
/// @param log_mel   shape [n_patches, 187, 96]
/// @param function  the caller's name in messages
/// @returns         the rows that it gives, one after the other
/// @throws std::invalid_argument  log_mel holds a part of a patch
template <typename Forward>
std::vector<float> predict_patches(std::span<const float> log_mel, const char* function,
                                   const Forward& forward) {
  constexpr std::size_t kBatch = 16 * kMusicnnPatchSize;
  if (log_mel.size() % kMusicnnPatchSize != 0) {
    throw std::invalid_argument(std::string{function} +
                                ": log_mel must hold whole patches of 187 x 96 values");
  }
  const at::NoGradGuard no_grad;
  std::vector<float> rows;
  for (; !log_mel.empty(); log_mel = log_mel.subspan(std::min(kBatch, log_mel.size()))) {
    const auto part = log_mel.first(std::min(kBatch, log_mel.size()));
    const at::Tensor patches =
        at::empty({static_cast<std::int64_t>(part.size() / kMusicnnPatchSize), kMusicnnFrames,
                   kMusicnnBands});
    std::ranges::copy(part, values(patches).begin());
    const at::Tensor out = forward(patches);
    const auto from = values(out);
    rows.insert(rows.end(), from.begin(), from.end());
  }
  return rows;
}

}  // namespace earmark::nn
