#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "earmark/nn/cnn_config.h"
#include "earmark/nn/cnn_weights.h"

namespace earmark::nn {

/// Segments with their genres. Views only: the arrays outlive the call they are passed to.
struct LabelledSegments {
  /// MFCC tensors, shape [n, 130, 13].
  std::span<const float> mfcc;
  /// Genre numbers, shape [n].
  std::span<const std::uint32_t> labels;
  /// What each counts in the loss, shape [n], >= 0; empty for 1 each.
  std::span<const float> weights;
  /// Numbers of the segments to use, in any order, each below n.
  std::span<const std::size_t> rows;
};

/// Figures of one epoch. Losses are as Keras' and include the penalty on weights: the mean over
/// samples of weight times cross-entropy with the smoothed labels, in training and in validation.
/// Genres' weights count in training alone; accuracy counts each sample once. Training figures are
/// means over the epoch's batches as they were met; validation figures are of the weights after the
/// epoch.
struct EpochFigures {
  std::size_t epoch = 0;       ///< counted from 1
  double learning_rate = 0.0;  ///< of the epoch's last batch
  double loss = 0.0;
  double accuracy = 0.0;
  std::optional<double> val_loss;
  std::optional<double> val_accuracy;
  double seconds = 0.0;
};

struct CnnTraining {
  CnnWeights weights;
  std::vector<EpochFigures> history;
  /// The epoch whose weights these are, counted from 1; 0 where none was completed.
  std::size_t best_epoch = 0;
  bool stopped_early = false;
  bool interrupted = false;
};

/// Trains the small CNN: batch normalisation, two convolutions with pooling, three dense layers.
/// Glorot uniform weights, zero biases; Adam; every epoch visits the rows in a new order. The same
/// seed, data and machine give the same bits.
///
/// @param valid        may have no rows; early stopping and the plateau schedule need some. Its
///                     weights count in val_loss
/// @param n_classes    at least 2; each must occur among the rows of `train`
/// @param on_epoch     called after each epoch by the calling thread; may be empty
/// @param interrupted  when it turns true, training ends after the batch at hand; may be null
///
/// @throws std::invalid_argument  config's rules, arrays that do not fit each other, a row or
///                                label out of range, early stopping or the plateau schedule
///                                without validation rows
/// @throws DataError  kind "training": a genre without rows, values that are not finite, or a loss
///                    that became so
///
/// One training a process at a time: it sets libtorch's number of threads.
[[nodiscard]] CnnTraining train_cnn(const LabelledSegments& train, const LabelledSegments& valid,
                                    std::size_t n_classes, const CnnConfig& config,
                                    const std::function<void(const EpochFigures&)>& on_epoch = {},
                                    const std::atomic<bool>* interrupted = nullptr);

}  // namespace earmark::nn
