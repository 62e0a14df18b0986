#include "musicnn.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <set>
#include <stdexcept>
#include <string>

#include "earmark/ml/npy.h"
#include "earmark/nn/predict_musicnn.h"
#include "small_musicnn.h"
#include "tensor_span.h"

namespace earmark::nn {
namespace {

using test::shipped_file;
using test::small_musicnn;

// Tags are in 0 to 1; measured: 8e-7, from float sums in another order.
constexpr double kTagTolerance = 1e-4;

MusicnnWeights shipped_weights() {
  return parse_musicnn(shipped_file("musicnn.onnx"), "musicnn.onnx");
}

ml::NpyArray<float> golden(const char* name) {
  return ml::read_npy<float>(std::filesystem::path{EARMARK_GOLDEN_DIR} / name);
}

at::Tensor some_patches(std::int64_t n) {
  at::manual_seed(1);
  return at::rand({n, kMusicnnFrames, kMusicnnBands}) * 3.0;
}

TEST(Musicnn, SaysWhatTheOriginalNetworkSays) {
  const auto patches = golden("musicnn_patches.npy");
  const auto tags = golden("musicnn_tags.npy");
  ASSERT_EQ(patches.shape, (std::vector<std::size_t>{3, 187, 96}));
  ASSERT_EQ(tags.shape, (std::vector<std::size_t>{3, 50}));
  const MusicnnWeights weights = shipped_weights();
  const auto embeddings = predict_musicnn(weights, patches.values);
  const std::size_t n_values = n_embedding_values(weights);
  ASSERT_EQ(embeddings.size(), 3 * n_values);
  double worst = 0.0;
  for (std::size_t i = 0; i < tags.values.size(); ++i) {
    const double logit = embeddings[i / 50 * n_values + n_values - 50 + i % 50];
    const double tag = 1.0 / (1.0 + std::exp(-logit));
    worst = std::max(worst, std::abs(tag - static_cast<double>(tags.values[i])));
  }
  EXPECT_LE(worst, kTagTolerance);
  RecordProperty("worst_tag_difference", std::to_string(worst * 1e6) + "e-6");
}

TEST(Musicnn, GivesABatchWhatItGivesEachPatch) {
  const MusicnnWeights weights = small_musicnn(1);
  const at::Tensor patches = some_patches(18);  // more than are computed at once
  const auto all = predict_musicnn(weights, values(patches));
  const std::size_t n_values = n_embedding_values(weights);
  ASSERT_EQ(all.size(), 18 * n_values);
  constexpr float kOrderOfSums = 1e-5F;
  for (std::size_t i = 0; i < 18; ++i) {
    const auto alone = predict_musicnn(weights, block(values(patches), i, kMusicnnPatchSize));
    for (std::size_t k = 0; k < n_values; ++k) {
      EXPECT_NEAR(alone[k], all[i * n_values + k], kOrderOfSums);
    }
  }
  EXPECT_THROW((void)predict_musicnn(weights, values(patches).first(5)), std::invalid_argument);
}

TEST(Musicnn, KeepsItsWeightsBitForBit) {
  const MusicnnWeights weights = shipped_weights();
  EXPECT_EQ(Musicnn{weights}.weights(), weights);
  EXPECT_EQ(Musicnn{small_musicnn(3)}.weights(), small_musicnn(3));
}

TEST(Musicnn, IsTheSameAfterAWayThroughAFile) {
  const auto original = test::file_of(small_musicnn(1));
  Musicnn changed{small_musicnn(1)};
  {
    const at::NoGradGuard no_grad;
    for (const at::Tensor& parameter : changed.parameters()) {
      parameter.add_(0.01);
    }
  }
  const std::string file = musicnn_to_onnx(original, changed.weights());
  Musicnn read{parse_musicnn(test::bytes_of(file), "x.onnx")};
  changed.eval();
  read.eval();
  const at::Tensor patches = some_patches(2);
  EXPECT_TRUE(at::equal(read.forward(patches).embedding(), changed.forward(patches).embedding()));
}

TEST(Musicnn, ItsFrameBiasAndMomentsAreNoParameters) {
  const Musicnn network{small_musicnn(1)};
  std::set<std::string> buffers;
  for (const auto& item : network.named_buffers()) {
    EXPECT_FALSE(item.value().requires_grad()) << item.key();
    buffers.insert(item.key());
  }
  EXPECT_EQ(buffers.size(), 1U + 2U * 11U);
  EXPECT_TRUE(buffers.contains("middle1.frame_bias"));
  for (const auto& item : network.named_parameters()) {
    EXPECT_FALSE(item.key().ends_with("mean") || item.key().ends_with("variance")) << item.key();
  }
}

TEST(Musicnn, GradientsReachEveryWeightAndNoBufferMoves) {
  for (const auto& weights : {small_musicnn(1), shipped_weights()}) {
    Musicnn network{weights};
    network.train();
    const auto before = network.weights();
    network.forward(some_patches(4)).embedding().square().sum().backward();
    for (const auto& item : network.named_parameters()) {
      const at::Tensor gradient = item.value().grad();
      ASSERT_TRUE(gradient.defined()) << item.key();
      EXPECT_GT(gradient.abs().max().item<float>(), 0.0F) << item.key();
      EXPECT_TRUE(at::isfinite(gradient).all().item<bool>()) << item.key();
    }
    EXPECT_EQ(network.weights(), before);
  }
}

TEST(Musicnn, DropsValuesInTrainingAlone) {
  Musicnn network{small_musicnn(1)};
  const at::Tensor patches = some_patches(2);
  network.eval();
  const MusicnnOutput calm = network.forward(patches);
  EXPECT_TRUE(at::equal(network.forward(patches).tags, calm.tags));
  network.train();
  at::manual_seed(1);
  const MusicnnOutput a = network.forward(patches);
  const MusicnnOutput b = network.forward(patches);
  EXPECT_FALSE(at::equal(a.penultimate, b.penultimate));
  EXPECT_FALSE(at::equal(a.tags, b.tags));
  EXPECT_TRUE(at::equal(a.pooled, calm.pooled));
  at::manual_seed(1);
  EXPECT_TRUE(at::equal(network.forward(patches).tags, a.tags));
}

TEST(Musicnn, RefusesWeightsThatDoNotFit) {
  MusicnnWeights weights = small_musicnn(1);
  weights.arrays.erase("pooled.norm.mean");
  EXPECT_THROW(Musicnn{weights}, std::invalid_argument);
}

}  // namespace
}  // namespace earmark::nn
