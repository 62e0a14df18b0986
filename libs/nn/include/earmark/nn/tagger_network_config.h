#pragma once

#include <cstddef>
#include <cstdint>

namespace earmark::nn {

/// What is done to a patch before each step, so that no two are alike. The order: gain, mixup,
/// masks.
struct PatchAugmentation {
  /// Loudness changes by up to so much, up or down, in dB; >= 0.
  double gain_db = 6.0;
  /// Of the beta distribution (a, a) of a patch's share in its mixture with another of the batch
  /// (Zhang et al. 2018), in [0, 1]; 0 mixes nothing. Powers are mixed, as sounds that know nothing
  /// of each other add up, and labels by the same share.
  double mixup_alpha = 0.3;
  /// SpecAugment (Park et al. 2019): so many runs of 0 to max_band_mask bands take the mean value
  /// of the patch.
  std::size_t n_band_masks = 1;
  std::size_t max_band_mask = 12;  ///< bands, at most 96
  /// The same of frames.
  std::size_t n_time_masks = 1;
  std::size_t max_time_mask = 25;  ///< frames of 16 ms, at most 187

  /// @throws std::invalid_argument  a value out of the ranges above
  void validate() const;
};

/// How the trunk and its head are trained together.
struct TaggerNetworkConfig {
  /// Begins the order of tracks, the crops, the augmentation and the dropout.
  std::uint64_t seed = 0;
  /// Each visits every track once; at least 1.
  std::size_t epochs = 20;
  /// Patches of one step, at least 1; the last batch of an epoch may be smaller.
  std::size_t batch_size = 32;
  /// Peaks of the one-cycle schedule, >= 0. 0 leaves that part as it is.
  double trunk_learning_rate = 2e-4;
  double head_learning_rate = 3e-4;
  /// Whether the convolutions over the spectrogram learn too. They cost half of the time, and a few
  /// hundred songs teach them nothing.
  bool train_front = false;
  /// Of AdamW (Loshchilov and Hutter 2019; beta_1 0.9, beta_2 0.999, epsilon 1e-8): kernels shrink
  /// by this times the learning rate each step; >= 0.
  double weight_decay = 0.01;
  /// Share of the target that is spread over all genres, in [0, 1).
  double label_smoothing = 0.1;
  /// Share of the embedding that the head does not see in training, in [0, 1). The trunk has
  /// dropout of its own.
  double dropout = 0.3;
  /// The weights returned are a running mean of those after each step, which keeps this share of
  /// itself, less in the first steps; in [0, 1). 0 returns the last weights.
  double ema_decay = 0.99;
  PatchAugmentation augmentation = {};
  /// Of libtorch; 0 takes all cores. Another number may change the last bits.
  std::size_t n_threads = 0;

  /// @throws std::invalid_argument  a value out of the ranges above
  void validate() const;
};

}  // namespace earmark::nn
