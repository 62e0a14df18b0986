#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <vector>

#include "earmark/base/file_bytes.h"
#include "earmark/inference/trunk.h"
#include "earmark/ml/npy.h"

namespace earmark::inference {
namespace {

// Tags are in 0 to 1; measured: 2e-7, from float sums in another order.
constexpr double kTagTolerance = 1e-4;

// tools/make_golden_musicnn.py: patches of made-up sounds, and the original network's tags.
ml::NpyArray<float> golden(const char* name) {
  return ml::read_npy<float>(std::filesystem::path{EARMARK_GOLDEN_DIR} / name);
}

TEST(MusicnnTrunk, SaysWhatTheOriginalNetworkSays) {
  const auto patches = golden("musicnn_patches.npy");
  const auto tags = golden("musicnn_tags.npy");
  const auto trunk = Trunk::load(
      "musicnn", read_file(std::filesystem::path{EARMARK_SHIPPED_BUNDLE} / "musicnn.onnx"),
      "musicnn.onnx", 1);
  const std::size_t n_tags = trunk->tags().size();
  ASSERT_EQ(tags.shape, (std::vector<std::size_t>{3, n_tags}));
  const std::size_t n_patch = patches.values.size() / 3;
  std::vector<float> embedding(trunk->n_values());
  double worst = 0.0;
  for (std::size_t i = 0; i < 3; ++i) {
    trunk->embed(std::span{patches.values}.subspan(i * n_patch, n_patch), embedding);
    for (std::size_t k = 0; k < n_tags; ++k) {
      const double logit = embedding[embedding.size() - n_tags + k];
      const double tag = 1.0 / (1.0 + std::exp(-logit));
      worst = std::max(worst, std::abs(tag - static_cast<double>(tags.values[i * n_tags + k])));
    }
  }
  EXPECT_LE(worst, kTagTolerance);
  RecordProperty("worst_tag_difference", std::to_string(worst * 1e6) + "e-6");
}

}  // namespace
}  // namespace earmark::inference
