#pragma once

#include <cstddef>

#include "earmark/nn/cnn_config.h"
#include "earmark/nn/train_cnn.h"

namespace earmark::nn {

/// Everything train_cnn() promises to refuse before it begins.
///
/// @throws std::invalid_argument, DataError  as train_cnn()
void check_training_input(const LabelledSegments& train, const LabelledSegments& valid,
                          std::size_t n_classes, const CnnConfig& config);

/// What each row of `data.rows` counts in the loss: its own weight times its genre's.
[[nodiscard]] std::vector<float> sample_weights(const LabelledSegments& data, std::size_t n_classes,
                                                ClassWeight class_weight);

}  // namespace earmark::nn
