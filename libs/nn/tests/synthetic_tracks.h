#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "earmark/base/rng.h"
#include "earmark/nn/tagger_network.h"
#include "earmark/nn/train_tagger_network.h"
#include "small_musicnn.h"

namespace earmark::nn::test {

/// Tracks of noise, louder in a third of the bands that is their genre's.
struct SyntheticTracks {
  std::vector<std::uint32_t> labels;
  std::vector<float> weights = {};

  explicit SyntheticTracks(std::size_t n) {
    for (std::size_t i = 0; i < n; ++i) {
      labels.push_back(static_cast<std::uint32_t>(i % 3));
    }
  }

  [[nodiscard]] LabelledTracks view() const {
    constexpr std::size_t kNBands{kMusicnnBands};
    return {[this](std::size_t track, Rng& rng, std::span<float> patch) {
              for (std::size_t i = 0; i < patch.size(); ++i) {
                const bool loud = i % kNBands / (kNBands / 3) == labels[track] % 3;
                patch[i] = static_cast<float>(rng.uniform() + (loud ? 2.0 : 0.0));
              }
            },
            labels, weights};
  }
};

/// A small trunk with a head of three genres that guesses.
inline TaggerNetwork small_network() {
  const MusicnnWeights trunk = small_musicnn(1);
  return {trunk, blank_head(n_embedding_values(trunk), 3)};
}

/// A patch of each track.
inline std::vector<float> patches_of(const LabelledTracks& tracks, std::uint64_t seed) {
  Rng rng{seed};
  std::vector<float> patches(tracks.labels.size() * kMusicnnPatchSize);
  for (std::size_t i = 0; i < tracks.labels.size(); ++i) {
    tracks.crop(i, rng, std::span{patches}.subspan(i * kMusicnnPatchSize, kMusicnnPatchSize));
  }
  return patches;
}

}  // namespace earmark::nn::test
