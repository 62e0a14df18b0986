#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "earmark/ml/npy_map.h"
#include "earmark/ml/prepared_data.h"
#include "earmark/ml/row_choice.h"
#include "earmark/nn/musicnn_weights.h"
#include "earmark/nn/tagger_network_config.h"
#include "earmark/nn/train_tagger_network.h"

namespace earmark::train_net {

/// Fine-tunes the trunk musicnn and a head on prepared songs. One at a time (train_tagger_network).
class TrunkTuning {
 public:
  /// @param data     with embeddings whose first values are those of `trunk`; outlives this
  /// @param patches  [n_segments, 187, 96], what musicnn hears of each segment; outlives this
  /// @throws TableError  arrays that do not fit each other
  TrunkTuning(const ml::PreparedData& data, const ml::NpyMap& patches, nn::MusicnnWeights trunk,
              const nn::TaggerNetworkConfig& config);

  /// Trains on the rows that train: each visit of a song takes one of its segments, and genres
  /// count alike.
  [[nodiscard]] nn::TaggerTraining tune(
      const ml::ChosenRows& rows,
      const std::function<void(const nn::TaggerEpochFigures&)>& on_epoch,
      const std::atomic<bool>& interrupted) const;

  /// What a trunk hears of segments [first, first + n): [n, n_values()].
  [[nodiscard]] std::vector<float> hear(const nn::MusicnnWeights& trunk, std::size_t first,
                                        std::size_t n) const;

  [[nodiscard]] std::size_t n_values() const { return n_values_; }

 private:
  [[nodiscard]] std::span<const float> patch(std::size_t segment) const;
  [[nodiscard]] nn::TaggerHead first_head(const ml::ChosenRows& rows) const;

  const ml::PreparedData& data_;
  const ml::NpyMap& patches_;
  nn::MusicnnWeights trunk_;
  nn::TaggerNetworkConfig config_;
  std::size_t n_values_;
};

}  // namespace earmark::train_net
