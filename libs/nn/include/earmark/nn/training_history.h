#pragma once

#include <string>

#include "earmark/nn/train_cnn.h"

namespace earmark::nn {

/// One epoch as a JSON object on one line, without the line's end: epoch, learning_rate, loss,
/// accuracy, val_loss and val_accuracy where there are any, seconds.
[[nodiscard]] std::string epoch_to_json(const EpochFigures& figures);

/// {"best_epoch", "stopped_early", "interrupted", "epochs": [as epoch_to_json]}.
[[nodiscard]] std::string history_to_json(const CnnTraining& training);

/// The epochs alone, a list of objects as in epoch_to_json but without seconds: the same training
/// gives the same text.
[[nodiscard]] std::string epochs_to_json(const CnnTraining& training);

}  // namespace earmark::nn
