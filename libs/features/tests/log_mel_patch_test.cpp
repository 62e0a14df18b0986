#include "earmark/features/log_mel_patch.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <span>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "earmark/base/rng.h"
#include "golden_features.h"
#include "golden_patches.h"
#include "golden_signals.h"

namespace earmark::features {
namespace {

using test::golden_signal;

// What log_mel_patch.h promises, measured on these signals and 161 patches of recordings.
constexpr double kCompressedTolerance = 2e-5;
constexpr double kDecibelTolerance = 5e-4;
constexpr double kDepthDb = 60.0;
constexpr float kFloorRounding = 1e-4F;  // -100 dB in float, from a logarithm within 2 ulp

LogMelPatchConfig config_of(const std::string& patch) {
  return patch == "ced" ? ced_patch() : musicnn_patch();
}

std::vector<float> sound(const std::string& name) { return golden_signal(name, kPatchSamples); }

std::vector<float> patch_of(const LogMelPatch& plan, std::span<const float> y,
                            LogMelPatch::Scratch& scratch) {
  std::vector<float> patch(plan.config().n_values());
  plan.process(y, scratch, {patch.data(), plan.config().n_frames, plan.config().n_mels});
  return patch;
}

std::vector<float> patch_of(const LogMelPatchConfig& config, std::span<const float> y) {
  LogMelPatch::Scratch scratch;
  return patch_of(LogMelPatch{config}, y, scratch);
}

bool all_finite(std::span<const float> values) {
  return std::ranges::all_of(values, [](float value) { return std::isfinite(value); });
}

/// What the header promises of a value in a frame of librosa's.
double tolerance(const std::string& patch, double value, double loudest) {
  if (patch == "musicnn") {
    return kCompressedTolerance;
  }
  const double depth_db = std::max(loudest - value - kDepthDb, 0.0);
  return kDecibelTolerance * std::pow(10.0, depth_db / 20);
}

TEST(LogMelPatch, MatchesLibrosaOnMadeUpSignals) {
  for (const auto& c : test::load_golden_patches()) {
    SCOPED_TRACE(c.name + ", " + c.patch);
    const std::vector<float> y = sound(c.name);
    ASSERT_EQ(test::crc32(y), c.samples_crc);
    const std::vector<float> got = patch_of(config_of(c.patch), y);
    for (std::size_t i = 0; i < c.frames.size(); ++i) {
      const auto want = std::span{c.values}.subspan(i * c.n_mels, c.n_mels);
      const double loudest = *std::ranges::max_element(want);
      for (std::size_t m = 0; m < c.n_mels; ++m) {
        EXPECT_NEAR(got.at(c.frames[i] * c.n_mels + m), want[m],
                    tolerance(c.patch, want[m], loudest))
            << "frame " << c.frames[i] << ", band " << m;
      }
    }
  }
}

TEST(LogMelPatch, HasTheShapesThatTheNetworksTake) {
  EXPECT_EQ(musicnn_patch().n_values(), 187U * 96U);
  EXPECT_EQ(ced_patch().n_values(), 288U * 64U);
}

TEST(LevelPatch, BringsEverySoundToOneLoudness) {
  std::vector<float> want(kPatchSamples);
  Rng rng{3};
  for (float& value : want) {
    value = static_cast<float>(rng.uniform() - 0.5);
  }
  const std::vector<float> other = want;
  level_patch(want);
  double energy = 0;
  for (const float value : want) {
    energy += static_cast<double>(value) * value;
  }
  EXPECT_NEAR(std::sqrt(energy / kPatchSamples), kPatchRms, 1e-7);
  for (const float gain : {1e-30F, 0.25F, 4.0F, 1e30F}) {
    std::vector<float> y = other;
    for (float& value : y) {
      value *= gain;
    }
    level_patch(y);
    for (std::size_t i = 0; i < y.size(); ++i) {
      ASSERT_NEAR(y[i], want[i], 1e-6F) << gain;
    }
  }
  std::vector<float> silence(kPatchSamples);
  level_patch(silence);
  EXPECT_EQ(silence, std::vector<float>(kPatchSamples));
}

TEST(LogMelPatch, SilenceIsItsScalesFloor) {
  const std::vector<float> silence(kPatchSamples);
  for (const float value : patch_of(musicnn_patch(), silence)) {
    ASSERT_EQ(value, 0.0F);
  }
  for (const float value : patch_of(ced_patch(), silence)) {
    ASSERT_NEAR(value, -100.0F, kFloorRounding);
  }
}

TEST(LogMelPatch, ExtremeSoundStaysFinite) {
  std::vector<float> largest(kPatchSamples, std::numeric_limits<float>::max());
  std::vector<float> smallest(kPatchSamples, std::numeric_limits<float>::denorm_min());
  for (std::size_t i = 0; i < kPatchSamples; i += 3) {
    largest[i] = -largest[i];
    smallest[i] = -smallest[i];
  }
  for (const LogMelPatchConfig& config : {musicnn_patch(), ced_patch()}) {
    EXPECT_TRUE(all_finite(patch_of(config, largest)));
    EXPECT_TRUE(all_finite(patch_of(config, smallest)));
    for (const char* name : {"scale_1e+30", "scale_1e-30", "denormal", "song_loud", "dc"}) {
      EXPECT_TRUE(all_finite(patch_of(config, sound(name)))) << name;
    }
  }
}

TEST(LogMelPatch, SoundBeyondTwoToThe16IsScaledBelowIt) {
  const std::vector<float> song = sound("song_120_bpm");
  const auto times = [&](int exponent) {
    std::vector<float> scaled = song;
    for (float& sample : scaled) {
      sample = std::ldexp(sample, exponent);
    }
    return scaled;
  };
  for (const LogMelPatchConfig& config : {musicnn_patch(), ced_patch()}) {
    // The song's peak lies between 0.5 and 1: times 2^16 it is just under the limit.
    const std::vector<float> loudest = patch_of(config, times(16));
    EXPECT_EQ(patch_of(config, times(17)), loudest);
    EXPECT_EQ(patch_of(config, times(100)), loudest);
    EXPECT_NE(patch_of(config, times(15)), loudest);
  }
}

TEST(LogMelPatch, AScratchFitsPatchesOfAnyConfigAndLeavesNoTrace) {
  const LogMelPatch musicnn{musicnn_patch()};
  const LogMelPatch ced{ced_patch()};
  const std::vector<float> y = sound("song_120_bpm");
  LogMelPatch::Scratch used;
  for (const char* before : {"scale_1e+30", "noise", "silence"}) {
    (void)patch_of(musicnn, sound(before), used);
    EXPECT_EQ(patch_of(ced, y, used), patch_of(ced_patch(), y)) << "after " << before;
    (void)patch_of(ced, sound(before), used);
    EXPECT_EQ(patch_of(musicnn, y, used), patch_of(musicnn_patch(), y)) << "after " << before;
  }
}

TEST(LogMelPatch, GivesTheSameBitsOnSeveralThreads) {
  const LogMelPatch plan{ced_patch()};
  const std::vector<float> y = sound("song_167_bpm");
  const std::vector<float> want = patch_of(ced_patch(), y);
  std::vector<std::vector<float>> got(3);
  std::vector<std::thread> threads;
  threads.reserve(got.size());
  for (std::vector<float>& own : got) {
    threads.emplace_back([&] {
      LogMelPatch::Scratch scratch;
      own = patch_of(plan, y, scratch);
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  for (const std::vector<float>& own : got) {
    EXPECT_EQ(own, want);
  }
}

TEST(LogMelPatch, RefusesConfigsOutOfRange) {
  using Change = std::function<void(LogMelPatchConfig&)>;
  const std::vector<std::pair<std::string, Change>> changes{
      {"n_fft", [](auto& c) { c.n_fft = 1; }},
      {"n_fft", [](auto& c) { c.n_fft = kPatchSamples + 1; }},
      {"hop_length", [](auto& c) { c.hop_length = 0; }},
      {"n_mels", [](auto& c) { c.n_mels = 0; }},
      {"n_frames", [](auto& c) { c.n_frames = 0; }},
      {"n_frames", [](auto& c) { c.n_frames = 189; }},
  };
  for (const auto& [name, change] : changes) {
    LogMelPatchConfig config;
    change(config);
    try {
      (void)LogMelPatch{config};
      ADD_FAILURE() << name;
    } catch (const std::invalid_argument& error) {
      EXPECT_NE(std::string{error.what()}.find(name), std::string::npos) << error.what();
    }
  }
  LogMelPatchConfig all_frames;
  all_frames.n_frames = 188;
  EXPECT_NO_THROW((void)LogMelPatch{all_frames});
}

TEST(LogMelPatch, RefusesOtherSizesAndSamplesThatAreNotFinite) {
  const LogMelPatch plan{musicnn_patch()};
  LogMelPatch::Scratch scratch;
  std::vector<float> out(musicnn_patch().n_values());
  std::vector<float> y(kPatchSamples);
  const auto process = [&](std::size_t n, std::size_t n_frames, std::size_t n_mels) {
    plan.process(std::span{y}.first(n), scratch, {out.data(), n_frames, n_mels});
  };
  EXPECT_NO_THROW(process(kPatchSamples, 187, 96));
  EXPECT_THROW(process(kPatchSamples - 1, 187, 96), std::invalid_argument);
  EXPECT_THROW(process(0, 187, 96), std::invalid_argument);
  EXPECT_THROW(process(kPatchSamples, 186, 96), std::invalid_argument);
  EXPECT_THROW(process(kPatchSamples, 96, 187), std::invalid_argument);
  for (const float bad :
       {std::numeric_limits<float>::quiet_NaN(), -std::numeric_limits<float>::infinity()}) {
    y[kPatchSamples - 1] = bad;
    EXPECT_THROW(process(kPatchSamples, 187, 96), std::invalid_argument) << bad;
  }
}

}  // namespace
}  // namespace earmark::features
