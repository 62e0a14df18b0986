#pragma once

#include <span>

#include "earmark/nn/cnn_weights.h"
#include "earmark/nn/train_cnn.h"

namespace earmark::nn {

/// Sets input_mean and input_scale (1 / ml::standard_scale) of each coefficient over all frames of
/// the rows of `data`.
void fit_input_scaling(const LabelledSegments& data, CnnWeights& weights);

/// (x - input_mean) * input_scale of one segment, or x itself where there is no scaling.
void scale_segment(const CnnWeights& weights, std::span<const float> x, std::span<float> out);

}  // namespace earmark::nn
