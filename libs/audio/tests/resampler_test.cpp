#include "earmark/audio/resampler.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <fstream>
#include <numbers>
#include <stdexcept>
#include <vector>

namespace earmark::audio {
namespace {

std::vector<float> resample(const std::vector<float>& in, const ResamplerConfig& config,
                            std::size_t block = 1000) {
  Resampler resampler{config};
  std::vector<float> out;
  std::vector<float> room(block);
  std::span<const float> rest = in;
  while (!rest.empty()) {
    const auto progress = resampler.process(rest.first(std::min(block, rest.size())), room);
    rest = rest.subspan(progress.n_read);
    out.insert(out.end(), room.begin(),
               room.begin() + static_cast<std::ptrdiff_t>(progress.n_written));
  }
  while (const std::size_t n = resampler.finish(room)) {
    out.insert(out.end(), room.begin(), room.begin() + static_cast<std::ptrdiff_t>(n));
  }
  return out;
}

std::vector<float> sweep(std::size_t n) {
  std::vector<float> samples(n);
  for (std::size_t i = 0; i < n; ++i) {
    const auto t = static_cast<double>(i);
    samples[i] = static_cast<float>(0.5 * std::sin(2e-5 * std::numbers::pi * t * t));
  }
  return samples;
}

TEST(Resampler, MatchesLibrosa) {
  // Rounding of the two builds of libsoxr; both work in single precision.
  constexpr double kTolerance = 1e-6;
  std::ifstream golden{EARMARK_GOLDEN_DIR "/audio_resampler.txt"};
  ResamplerConfig config;
  std::size_t n_in = 0;
  std::size_t n_out = 0;
  int n_cases = 0;
  while (golden >> config.orig_sr >> config.target_sr >> n_in >> n_out) {
    SCOPED_TRACE(config.orig_sr);
    const auto got = resample(sweep(n_in), config);
    ASSERT_EQ(got.size(), n_out);
    for (const float sample : got) {
      double want = 0;
      golden >> want;
      EXPECT_NEAR(sample, want, kTolerance);
    }
    ++n_cases;
  }
  EXPECT_EQ(n_cases, 5);
}

TEST(Resampler, TakesRatesThatLieFarApart) {
  EXPECT_EQ(resample(std::vector<float>(1500000), {.orig_sr = 768000, .target_sr = 8}).size(), 16U);
  EXPECT_EQ(resample({0.5F}, {.orig_sr = 1, .target_sr = 100000}).size(), 100000U);
}

TEST(Resampler, EqualRatesCopy) {
  const auto in = sweep(3000);
  EXPECT_EQ(resample(in, {.orig_sr = 22050, .target_sr = 22050}), in);
}

TEST(Resampler, ResetForgetsTheSignal) {
  Resampler resampler{{.orig_sr = 44100, .target_sr = 22050}};
  const auto in = sweep(2000);
  std::vector<float> room(4000);
  (void)resampler.process(in, room);
  resampler.reset();
  EXPECT_EQ(resampler.finish(room), 0U);
}

TEST(Resampler, RejectsRatesThatAreNone) {
  EXPECT_THROW(Resampler({.orig_sr = 0}), std::invalid_argument);
  EXPECT_THROW(Resampler({.target_sr = -1}), std::invalid_argument);
  EXPECT_THROW(Resampler({.orig_sr = std::nan("")}), std::invalid_argument);
  EXPECT_THROW(Resampler({.orig_sr = 44100, .target_sr = 1e-9}), std::invalid_argument);
  EXPECT_THROW(Resampler({.orig_sr = 1e-9, .target_sr = 44100}), std::invalid_argument);
  EXPECT_THROW(Resampler({.orig_sr = 1e-300, .target_sr = 1e300}), std::invalid_argument);
}

RC_GTEST_PROP(ResamplerProperty, BlocksDoNotMatterAndTheLengthIsCeil, ()) {
  const int orig_sr = *rc::gen::element(8000, 16000, 22051, 32000, 44100, 48000, 96000);
  const auto n = static_cast<std::size_t>(*rc::gen::inRange(0, 20000));
  const auto block = static_cast<std::size_t>(*rc::gen::inRange(1, 5000));
  const ResamplerConfig config{.orig_sr = static_cast<double>(orig_sr), .target_sr = 22050};
  const auto in = sweep(n);
  const auto got = resample(in, config, block);
  RC_ASSERT(got.size() ==
            static_cast<std::size_t>(std::ceil(static_cast<double>(n) * (22050.0 / orig_sr))));
  RC_ASSERT(got == resample(in, config, 20001));
}

}  // namespace
}  // namespace earmark::audio
