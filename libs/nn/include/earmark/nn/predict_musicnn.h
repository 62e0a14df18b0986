#pragma once

#include <span>
#include <vector>

#include "earmark/nn/musicnn_weights.h"

namespace earmark::nn {

/// The embeddings of patches by libtorch: the yardstick for the trunk in OpenVINO. Each is what the
/// ONNX file gives: for each channel the maximum over time, then the mean, all normalised; the
/// penultimate layer; the logits of the tags.
///
/// @param log_mel  shape [n, 187, 96]
/// @returns        shape [n, n_embedding_values(weights)]
/// @throws std::invalid_argument  weights that do not fit, or log_mel not whole patches
///
/// Thread-safe; uses libtorch's threads.
[[nodiscard]] std::vector<float> predict_musicnn(const MusicnnWeights& weights,
                                                 std::span<const float> log_mel);

}  // namespace earmark::nn
