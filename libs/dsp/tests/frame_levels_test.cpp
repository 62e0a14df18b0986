#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <stdexcept>

#include "earmark/dsp/rms.h"
#include "earmark/dsp/zero_crossing_rate.h"
#include "golden_features.h"
#include "support/each_target.h"
#include "synthetic.h"

namespace earmark::dsp {
namespace {

// librosa sums squares in float.
constexpr test::Tolerance kSumRounding{.absolute = 1e-9, .relative = 1e-5};
// A count: exact but for the printing.
constexpr test::Tolerance kPrinted{.absolute = 0.0, .relative = 1e-7};

std::vector<float> rms_of(std::span<const float> y, const FrameConfig& config,
                          PadMode pad_mode = PadMode::kConstant) {
  std::vector<float> rms(config.n_frames(y.size()));
  Rms::Scratch scratch;
  Rms{config, pad_mode}.process(y, rms, scratch);
  return rms;
}

std::vector<float> rate_of(std::span<const float> y, const ZeroCrossingRateConfig& config) {
  std::vector<float> rate(config.frame.n_frames(y.size()));
  ZeroCrossingRate::Scratch scratch;
  ZeroCrossingRate{config}.process(y, rate, scratch);
  return rate;
}

TEST(Rms, MatchesLibrosaOnEveryTarget) {
  const auto y = test::signal();
  const Matrix<float> S = test::music_like_spectrogram();
  earmark::test::for_each_target([&] {
    test::expect_golden(rms_of(y, {}), "rms", kSumRounding);
    test::expect_golden(rms_of(y, {.frame_length = 1500, .hop_length = 700, .center = false}),
                        "rms_not_centered", kSumRounding);
    test::expect_golden(rms_from_spectrogram(S.view()), "rms_of_spectrogram", kSumRounding);
    test::expect_golden(rms_from_spectrogram(S.view(), 2049), "rms_of_odd_spectrogram",
                        kSumRounding);
    const auto start = std::span{y}.first(9000);
    test::expect_golden(rms_of(start, {.hop_length = 700}, PadMode::kReflect), "rms_reflect",
                        kSumRounding);
    test::expect_golden(rms_of(start, {.hop_length = 700}, PadMode::kEdge), "rms_edge",
                        kSumRounding);
  });
}

TEST(ZeroCrossingRate, MatchesLibrosaOnEveryTarget) {
  const auto y = test::signal();
  earmark::test::for_each_target([&] {
    test::expect_golden(rate_of(y, {}), "zcr", kPrinted);
    const FrameConfig frame{.frame_length = 1000, .hop_length = 300, .center = false};
    test::expect_golden(
        rate_of(y, {.frame = frame, .threshold = 0.01F, .zero_pos = false, .pad = true}),
        "zcr_options", kPrinted);
  });
}

TEST(ZeroCrossingRate, TinySamplesCountAsZero) {
  const std::vector<float> y{1e-11F, -1e-11F, 1e-11F, -1e-11F};
  const FrameConfig frame{.frame_length = 4, .hop_length = 1, .center = false};
  EXPECT_EQ(rate_of(y, {.frame = frame})[0], 0.0F);
  EXPECT_EQ(rate_of(y, {.frame = frame, .threshold = 0.0F})[0], 0.75F);
}

TEST(FrameConfig, CountsFramesAsLibrosa) {
  EXPECT_EQ(FrameConfig{}.n_frames(66150), 130U);
  EXPECT_EQ((FrameConfig{.center = false}.n_frames(2048)), 1U);
  EXPECT_EQ((FrameConfig{.center = false}.n_frames(2560)), 2U);
}

TEST(FrameLevels, RejectBadArguments) {
  EXPECT_THROW(Rms({.frame_length = 0}), std::invalid_argument);
  EXPECT_THROW(Rms({.hop_length = 0}), std::invalid_argument);
  EXPECT_THROW(ZeroCrossingRate({.threshold = -1.0F}), std::invalid_argument);
  EXPECT_THROW((void)rms_of({}, {}), std::invalid_argument);
  EXPECT_THROW((void)rms_of(std::vector<float>(9), {.frame_length = 10, .center = false}),
               std::invalid_argument);
  EXPECT_THROW((void)rms_from_spectrogram(Matrix<float>(1024, 2).view()), std::invalid_argument);
  std::vector<float> wrong(5);
  Rms::Scratch rms;
  ZeroCrossingRate::Scratch rate;
  EXPECT_THROW(Rms{}.process(std::vector<float>(66150), wrong, rms), std::invalid_argument);
  EXPECT_THROW(ZeroCrossingRate{}.process(std::vector<float>(66150), wrong, rate),
               std::invalid_argument);
}

// A frame at a time, from the definitions.
float naive_rms(const std::vector<float>& y, std::ptrdiff_t first, std::size_t length) {
  double sum = 0.0;
  for (std::size_t i = 0; i < length; ++i) {
    const auto at = first + static_cast<std::ptrdiff_t>(i);
    const bool inside = at >= 0 && at < static_cast<std::ptrdiff_t>(y.size());
    const double x = inside ? y[static_cast<std::size_t>(at)] : 0.0;
    sum += x * x;
  }
  return static_cast<float>(std::sqrt(sum / static_cast<double>(length)));
}

float naive_rate(const std::vector<float>& y, std::ptrdiff_t first, std::size_t length) {
  const auto negative = [&](std::ptrdiff_t at) {
    const auto last = static_cast<std::ptrdiff_t>(y.size()) - 1;
    return y[static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(at, 0, last))] < -1e-10F;
  };
  double n = 0.0;
  for (std::size_t i = 1; i < length; ++i) {
    const auto at = first + static_cast<std::ptrdiff_t>(i);
    n += negative(at) != negative(at - 1) ? 1.0 : 0.0;
  }
  return static_cast<float>(n / static_cast<double>(length));
}

RC_GTEST_PROP(FrameLevelsProperty, AreTheirDefinitionsForAnyFraming, ()) {
  const FrameConfig config{.frame_length = *rc::gen::inRange<std::size_t>(1, 300),
                           .hop_length = *rc::gen::inRange<std::size_t>(1, 300),
                           .center = *rc::gen::arbitrary<bool>()};
  const auto n = *rc::gen::inRange<std::size_t>(config.frame_length, config.frame_length + 900);
  test::Noise noise{static_cast<std::uint32_t>(n)};
  std::vector<float> y(n);
  for (float& value : y) {
    value = static_cast<float>(noise() - 0.5);
  }
  const auto rms = rms_of(y, config);
  const auto rate = rate_of(y, {.frame = config});
  const auto pad = static_cast<std::ptrdiff_t>(config.center ? config.frame_length / 2 : 0);
  for (std::size_t t = 0; t < rms.size(); ++t) {
    const auto first = static_cast<std::ptrdiff_t>(t * config.hop_length) - pad;
    RC_ASSERT(std::abs(rms[t] - naive_rms(y, first, config.frame_length)) <= 1e-6F);
    RC_ASSERT(rate[t] == naive_rate(y, first, config.frame_length));
  }
}

}  // namespace
}  // namespace earmark::dsp
