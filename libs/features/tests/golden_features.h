#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "earmark/features/recipe.h"

namespace earmark::features::test {

/// What librosa gives for one made-up signal.
struct GoldenFeatures {
  std::string name;
  std::size_t n_samples = 0;
  std::uint32_t samples_crc = 0;
  double tuning = 0.0;
  std::array<double, kNFeatures> row{};
  std::vector<float> mfcc;  ///< [n_frames, kNMfccTensor]
};

/// Reads tests/golden/features.csv and features_mfcc.f32.
std::vector<GoldenFeatures> load_golden_features();

/// Standard deviation of each column over segments of real music, as librosa gives them:
/// tests/golden/features_spread.csv.
std::array<double, kNFeatures> load_column_spread();

/// zlib's CRC-32 of the samples' bytes.
std::uint32_t crc32(std::span<const float> samples);

}  // namespace earmark::features::test
