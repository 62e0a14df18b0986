#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace earmark::features::test {

/// Some frames of what librosa gives for one made-up signal as one kind of patch.
struct GoldenPatch {
  std::string name;
  std::uint32_t samples_crc = 0;
  std::string patch;  ///< "musicnn" or "ced"
  std::size_t n_mels = 0;
  std::vector<std::size_t> frames;
  std::vector<float> values;  ///< [frames, n_mels]
};

/// Reads tests/golden/patches.csv and patches.f32.
std::vector<GoldenPatch> load_golden_patches();

}  // namespace earmark::features::test
