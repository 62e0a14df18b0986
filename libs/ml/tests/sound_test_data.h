#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <string>
#include <vector>

#include "earmark/base/rng.h"
#include "earmark/ml/prepared_data.h"

namespace earmark::ml::test {

/// Thirteen MFCCs as functions of time: sums of sine waves of 0.3 to 3 Hz, drawn by seed. They can
/// be framed anywhere, as a recording can.
class FakeRecording {
 public:
  static constexpr std::size_t kMfcc = 13;

  explicit FakeRecording(std::uint64_t seed) {
    Rng rng{seed};
    for (std::size_t k = 0; k < kMfcc; ++k) {
      for (Wave& wave : waves_[k]) {
        wave = {.size = 30.0 / static_cast<double>(k + 1) * rng.uniform(),
                .hz = 0.3 + 2.7 * rng.uniform(),
                .phase = 2.0 * std::numbers::pi * rng.uniform()};
      }
    }
  }

  [[nodiscard]] double mfcc(std::size_t k, double t_s) const {
    double sum = 0.0;
    for (const Wave& wave : waves_[k]) {
      sum += wave.size * std::sin(2.0 * std::numbers::pi * wave.hz * t_s + wave.phase);
    }
    return sum;
  }

 private:
  struct Wave {
    double size;
    double hz;
    double phase;
  };
  std::array<std::array<Wave, 12>, kMfcc> waves_{};
};

/// What is done to a recording before it is prepared.
struct Alteration {
  double begin_s = 0.0;  ///< of the file in the recording
  std::size_t n_segments = 10;
  double level = 0.0;  ///< added to MFCC 0
  double noise = 0.0;  ///< size of what is added to each value, uniform
  std::string copy_of = {};
};

/// Prepared data without tracks, of the recipe's shape.
inline PreparedData no_tracks() {
  PreparedData data;
  data.recipe = {
      .version = "1", .feature_names = {}, .n_frames = 130, .n_mfcc = FakeRecording::kMfcc};
  return data;
}

inline void add_track(PreparedData& data, const std::string& id, const FakeRecording& recording,
                      const Alteration& alteration = {}) {
  constexpr double kSegmentS = 3.0;
  constexpr double kHopS = 512.0 / 22'050.0;
  Rng rng{data.segments.size()};
  for (std::size_t i = 0; i < alteration.n_segments; ++i) {
    PreparedSegment segment;
    segment.track = id;
    segment.segment = i;
    segment.start_s = kSegmentS * static_cast<double>(i);
    segment.others["copy_of"] = alteration.copy_of;
    data.segments.push_back(segment);
    for (std::size_t f = 0; f < data.recipe.n_frames; ++f) {
      const double t_s = alteration.begin_s + segment.start_s + kHopS * static_cast<double>(f);
      for (std::size_t k = 0; k < FakeRecording::kMfcc; ++k) {
        const double value = recording.mfcc(k, t_s) + (k == 0 ? alteration.level : 0.0) +
                             alteration.noise * (2.0 * rng.uniform() - 1.0);
        data.tensor_values.push_back(static_cast<float>(value));
      }
    }
  }
}

}  // namespace earmark::ml::test
