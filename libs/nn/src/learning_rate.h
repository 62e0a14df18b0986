#pragma once

#include <cstddef>
#include <limits>

#include "earmark/nn/cnn_config.h"

namespace earmark::nn {

/// Smith's one cycle (2018) with the values that PyTorch's OneCycleLR has as defaults: up to `peak`
/// and down again.
///
/// @param part  how much of the training is over, in [0, 1]
[[nodiscard]] double one_cycle(double peak, double part);

/// The learning rate of each step of a training.
class LearningRate {
 public:
  /// @param config           outlives this
  /// @param steps_per_epoch  batches of an epoch
  LearningRate(const CnnConfig& config, std::size_t steps_per_epoch);

  /// Of step number `step`, counted from 0 over all epochs.
  [[nodiscard]] double at(std::size_t step) const;

  /// Tells the plateau schedule how an epoch ended.
  void epoch_ended(double val_loss);

 private:
  const CnnConfig& config_;
  double n_steps_;
  double plateau_rate_;
  double best_loss_ = std::numeric_limits<double>::infinity();
  std::size_t epochs_since_best_ = 0;
};

}  // namespace earmark::nn
