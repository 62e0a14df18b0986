#pragma once

#include <map>
#include <string>
#include <vector>

#include "earmark/nn/cnn_weights.h"

namespace earmark::nn {

/// The trained network as the bytes of an ONNX file (IR 8, opset 13): input "mfcc", float32,
/// shape [N, 130, 13] with N free; output "probabilities", float32, shape [N, n_classes]. Weights
/// are inside the file. The same input gives the same bytes.
///
/// @param genres    one name a class, in order, ml::are_genre_names; written as metadata "genres",
///                  comma-separated
/// @param metadata  written beside it, such as the recipe's version
/// @throws std::invalid_argument  weights that do not fit, or genres that are not one name a class
[[nodiscard]] std::string cnn_to_onnx(const CnnWeights& weights,
                                      const std::vector<std::string>& genres,
                                      const std::map<std::string, std::string>& metadata = {});

}  // namespace earmark::nn
