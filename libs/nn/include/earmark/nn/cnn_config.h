#pragma once

#include <cstddef>
#include <cstdint>

namespace earmark::nn {

/// How the learning rate changes while training.
enum class LearningRateSchedule {
  kNone,      ///< stays as it is
  kPlateau,   ///< times `plateau_factor` after `plateau_patience` epochs without a lower val_loss
  kCosine,    ///< falls along half a cosine to zero, batch by batch
  kOneCycle,  ///< Smith 2018: up along half a cosine for 30 % of the batches, then down to zero
};

/// What a training sample's genre does to its weight in the loss.
enum class ClassWeight {
  kNone,      ///< nothing
  kBalanced,  ///< scikit-learn's: n_samples / (n_classes * samples of that genre)
};

/// Which code computes the layers while training. Both give the same gradients up to rounding.
enum class CnnKernels {
  kFused,    ///< our own, several times faster
  kLibtorch  ///< libtorch's operators, to compare with
};

/// How the small CNN is trained. The defaults are the reference's.
struct CnnConfig {
  /// Begins the weights, the order of samples and the dropout.
  std::uint64_t seed = 0;
  /// At least 1.
  std::size_t epochs = 50;
  /// Samples of one step, at least 1; the last batch of an epoch may be smaller.
  std::size_t batch_size = 32;
  /// Of Adam (beta_1 0.9, beta_2 0.999, epsilon 1e-7), > 0; the peak where a schedule varies it.
  double learning_rate = 1e-4;
  /// Times the sum of squared weights of the second convolution, added to the loss; >= 0.
  double l2 = 0.01;
  /// Share of the values of both hidden dense layers set to zero in training, in [0, 1).
  double dropout = 0.0;
  /// Share of the target that is spread over all genres, in [0, 1).
  double label_smoothing = 0.0;
  ClassWeight class_weight = ClassWeight::kNone;
  LearningRateSchedule schedule = LearningRateSchedule::kNone;
  /// In (0, 1).
  double plateau_factor = 0.5;
  /// Epochs, at least 1.
  std::size_t plateau_patience = 5;
  /// Ends training after so many epochs without a lower validation loss and restores the weights
  /// of the best epoch; 0 trains all epochs and keeps the last weights.
  std::size_t early_stopping_patience = 0;
  /// A loss is lower when it is lower by this much, >= 0.
  double early_stopping_min_delta = 0.0;
  /// Scales each coefficient to mean 0 and deviation 1 over the training samples before the
  /// network; the scaling is part of the written model.
  bool standardize = false;
  /// 0 takes all cores. The result does not depend on it with CnnKernels::kFused.
  std::size_t n_threads = 0;
  CnnKernels kernels = CnnKernels::kFused;

  /// @throws std::invalid_argument  a value out of the ranges above
  void validate() const;
};

}  // namespace earmark::nn
