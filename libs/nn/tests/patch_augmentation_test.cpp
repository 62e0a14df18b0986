#include "patch_augmentation.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <vector>

#include "earmark/nn/musicnn_weights.h"

namespace earmark::nn {
namespace {

// Of values up to 6 that went through powers of ten in floats.
constexpr float kLogRounding = 2e-6F;

constexpr PatchAugmentation kNone{
    .gain_db = 0.0, .mixup_alpha = 0.0, .n_band_masks = 0, .n_time_masks = 0};

std::vector<float> some_patches(std::size_t n, std::uint64_t seed) {
  Rng rng{seed};
  std::vector<float> patches(n * kMusicnnPatchSize);
  std::ranges::generate(patches, [&] { return static_cast<float>(5.0 * rng.uniform()); });
  return patches;
}

TEST(PatchAugmentation, PowersComeBack) {
  const auto patch = some_patches(1, 1);
  auto changed = patch;
  to_power(changed, 0.0);
  to_log(changed);
  for (std::size_t i = 0; i < patch.size(); ++i) {
    ASSERT_NEAR(changed[i], patch[i], kLogRounding);
  }
}

TEST(PatchAugmentation, AGainIsThatOfTheSoundsPower) {
  constexpr double kPower = 3e-5;
  const auto level = [](double power) { return static_cast<float>(std::log10(1 + 1e4 * power)); };
  std::vector<float> value{level(kPower), 0.0F};
  to_power(value, 20.0);
  to_log(value);
  EXPECT_NEAR(value[0], level(100.0 * kPower), kLogRounding);
  EXPECT_EQ(value[1], 0.0F);  // silence stays silent
}

TEST(PatchAugmentation, WithoutAnyNothingChanges) {
  const auto patches = some_patches(3, 1);
  auto changed = patches;
  Rng rng{1};
  EXPECT_EQ(augment(changed, kNone, rng), (std::vector<float>{1.0F, 1.0F, 1.0F}));
  EXPECT_EQ(changed, patches);
}

TEST(PatchAugmentation, GainStaysInItsRangeAndIsOneAPatch) {
  PatchAugmentation augmentation = kNone;
  augmentation.gain_db = 6.0;
  const auto patches = some_patches(20, 1);
  auto changed = patches;
  Rng rng{1};
  (void)augment(changed, augmentation, rng);
  auto before = patches;
  to_power(before, 0.0);
  to_power(changed, 0.0);
  std::set<int> gains;
  constexpr double kPowerRounding = 0.01;  // dB, of powers from float logarithms
  for (std::size_t i = 0; i < 20; ++i) {
    const auto gain_db = [&](std::size_t k) {
      const std::size_t at = i * kMusicnnPatchSize + k;
      return 10.0 * std::log10(static_cast<double>(changed[at]) / static_cast<double>(before[at]));
    };
    const double gain = gain_db(0);
    EXPECT_LE(std::abs(gain), 6.0 + kPowerRounding);
    EXPECT_NEAR(gain_db(kMusicnnPatchSize - 1), gain, kPowerRounding);
    gains.insert(static_cast<int>(std::lround(gain)));
  }
  EXPECT_GE(gains.size(), 6U);
}

TEST(PatchAugmentation, AMixtureIsOfPowersWithTheNextPatch) {
  PatchAugmentation augmentation = kNone;
  augmentation.mixup_alpha = 1.0;
  const auto patches = some_patches(3, 1);
  auto mixed = patches;
  Rng rng{1};
  const auto shares = augment(mixed, augmentation, rng);
  ASSERT_EQ(shares.size(), 3U);
  for (std::size_t i = 0; i < 3; ++i) {
    for (const std::size_t k : {std::size_t{0}, kMusicnnPatchSize / 2, kMusicnnPatchSize - 1}) {
      const auto power = [&](std::size_t patch) {
        const float value = patches[patch % 3 * kMusicnnPatchSize + k];
        return std::pow(10.0, static_cast<double>(value)) - 1.0;
      };
      const double share = shares[i];
      const double want = std::log10(1.0 + share * power(i) + (1.0 - share) * power(i + 1));
      EXPECT_NEAR(mixed[i * kMusicnnPatchSize + k], want, kLogRounding);
    }
  }
}

TEST(PatchAugmentation, SharesHaveTheMomentsOfTheBetaDistribution) {
  for (const double alpha : {1e-3, 0.2, 1.0}) {
    Rng rng{7};
    constexpr int kN = 20'000;
    double sum = 0.0;
    double squares = 0.0;
    for (int i = 0; i < kN; ++i) {
      const double share = symmetric_beta(rng, alpha);
      ASSERT_TRUE(share >= 0.0 && share <= 1.0);
      sum += share;
      squares += (share - 0.5) * (share - 0.5);
    }
    constexpr double kSamplingError = 0.015;  // four deviations of a mean of 20 000
    EXPECT_NEAR(sum / kN, 0.5, kSamplingError);
    EXPECT_NEAR(squares / kN, 1.0 / (4.0 * (2.0 * alpha + 1.0)), kSamplingError);
  }
}

TEST(PatchAugmentation, MasksAreRunsOfBandsAndFrames) {
  constexpr std::size_t kBands{kMusicnnBands};
  constexpr std::size_t kFrames{kMusicnnFrames};
  const PatchAugmentation augmentation{
      .n_band_masks = 2, .max_band_mask = 5, .n_time_masks = 1, .max_time_mask = 20};
  std::size_t most = 0;
  Rng rng{1};
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    const auto patch = some_patches(1, seed);
    auto masked = patch;
    mask(masked, augmentation, rng);
    std::set<std::size_t> bands;
    std::set<std::size_t> frames;
    for (std::size_t i = 0; i < kBands; ++i) {
      if (masked[i] != patch[i] &&
          masked[(kFrames - 1) * kBands + i] != patch[(kFrames - 1) * kBands + i]) {
        bands.insert(i);
      }
    }
    for (std::size_t t = 0; t < kFrames; ++t) {
      std::size_t n = 0;
      for (std::size_t i = 0; i < kBands; ++i) {
        n += masked[t * kBands + i] != patch[t * kBands + i] ? 1U : 0U;
      }
      if (n == kBands) {
        frames.insert(t);
      } else {
        EXPECT_EQ(n, bands.size());
      }
    }
    EXPECT_LE(bands.size(), 10U);
    EXPECT_LE(frames.size(), 20U);
    most = std::max(most, bands.size() + frames.size());
  }
  EXPECT_GT(most, 10U);
}

TEST(PatchAugmentation, MasksMayBeAsLargeAsThePatch) {
  const PatchAugmentation augmentation{
      .n_band_masks = 3, .max_band_mask = 96, .n_time_masks = 3, .max_time_mask = 187};
  auto patches = some_patches(4, 1);
  Rng rng{1};
  (void)augment(patches, augmentation, rng);
  EXPECT_TRUE(std::ranges::all_of(patches, [](float v) { return std::isfinite(v) && v >= 0.0F; }));
}

}  // namespace
}  // namespace earmark::nn
