#pragma once

#include <span>
#include <vector>

#include "earmark/nn/cnn_weights.h"

namespace earmark::nn {

/// The probabilities of the genres by libtorch's own operators: the yardstick for the trained
/// program's kernels and for the ONNX file.
///
/// @param mfcc  shape [n, 130, 13]
/// @returns     shape [n, n_classes]
/// @throws std::invalid_argument  weights that do not fit, or mfcc not a multiple of 130 * 13
[[nodiscard]] std::vector<float> predict_cnn(const CnnWeights& weights,
                                             std::span<const float> mfcc);

}  // namespace earmark::nn
