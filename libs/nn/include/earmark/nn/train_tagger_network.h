#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "earmark/base/rng.h"
#include "earmark/nn/tagger_network.h"
#include "earmark/nn/tagger_network_config.h"

namespace earmark::nn {

/// Tracks with their genres. The arrays outlive the call they are passed to.
struct LabelledTracks {
  /// Writes a patch of track number `track`, shape [187, 96], values log10(1 + 10000 power), from a
  /// place that `rng` chooses. Called by the thread that trains; what it throws ends the training.
  std::function<void(std::size_t track, Rng& rng, std::span<float> patch)> crop;
  /// Genre numbers, shape [n].
  std::span<const std::uint32_t> labels;
  /// What each counts in the loss, shape [n], >= 0; empty for 1 each.
  std::span<const float> weights;
};

struct TaggerEpochFigures {
  std::size_t epoch = 0;             ///< counted from 1
  double trunk_learning_rate = 0.0;  ///< of the epoch's last batch
  double head_learning_rate = 0.0;
  double loss = 0.0;  ///< mean over tracks as met: weight times cross-entropy, smoothed and mixed
  double seconds = 0.0;
};

struct TaggerTraining {
  TaggerNetwork network;
  std::vector<TaggerEpochFigures> history;
  bool interrupted = false;
};

/// Trains the trunk and its head together: AdamW, one cycle of learning rates, normalisations by
/// their running moments, an average of the weights. The same seed, data, threads and machine give
/// the same bits.
///
/// @param start        where to begin
/// @param on_epoch     called after each epoch by the calling thread; may be empty
/// @param interrupted  when it turns true, training ends after the batch at hand, with the weights
///                     of then; may be null
///
/// @throws std::invalid_argument  config's and start's rules, arrays that do not fit each other, no
///                                tracks, no crop, a label that is no genre of start's head
/// @throws DataError  kind "training": a patch with a value that is negative or not finite, or a
///                    loss that became so
///
/// One training a process at a time: it sets libtorch's seed and number of threads.
[[nodiscard]] TaggerTraining train_tagger_network(
    const LabelledTracks& tracks, const TaggerNetwork& start, const TaggerNetworkConfig& config,
    const std::function<void(const TaggerEpochFigures&)>& on_epoch = {},
    const std::atomic<bool>* interrupted = nullptr);

}  // namespace earmark::nn
