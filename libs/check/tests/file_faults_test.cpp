#include <gtest/gtest.h>

#include <array>
#include <limits>
#include <stdexcept>

#include "test_tracks.h"

namespace earmark::check {
namespace {

using test::check;
using test::found;
using test::Texts;

TEST(FileFaults, GoodTracksHaveNone) {
  const Report report = check(test::good_tracks(60, {"train", "valid"}));
  EXPECT_EQ(found(report), Texts{});
  EXPECT_EQ(report.n_tracks, 60U);
  EXPECT_DOUBLE_EQ(report.duration_s, 1800.0);
}

TEST(FileFaults, WhatCannotBeReadIsAnError) {
  auto tracks = test::good_tracks(12);
  tracks[3].survey = {.heard = true, .error_kind = "not_found", .error = "x.wav is not there"};
  tracks[5].survey = {.heard = true, .error_kind = "too_short", .error = "under 0.5 s"};
  const Report report = check(tracks);
  EXPECT_EQ(found(report), (Texts{"unreadable: t3", "too_short: t5"}));
  EXPECT_EQ(report.count(Severity::kError), 2U);
  EXPECT_NE(report.findings[0].message.find("x.wav is not there"), std::string::npos);
}

TEST(FileFaults, SilenceIsAnErrorWhereItIsAll) {
  auto tracks = test::good_tracks(12);
  tracks[1].survey.n_silent = 10;
  tracks[2].survey.n_silent = 6;
  tracks[3].survey.n_silent = 4;
  const Report report = check(tracks);
  EXPECT_EQ(found(report), (Texts{"silent: t1", "silent: t2"}));
  EXPECT_EQ(report.findings[0].severity, Severity::kError);
  EXPECT_EQ(report.findings[1].severity, Severity::kWarning);
}

TEST(FileFaults, ShortClipsAreFoundUnlessTheyAreMeantToBe) {
  auto tracks = test::good_tracks(12);
  tracks[1].survey.duration_s = 2.9;
  tracks[2].survey.duration_s = 2.5;
  tracks[2].track.note = "excerpt";
  EXPECT_EQ(found(check(tracks)), (Texts{"too_short: t1"}));
  EXPECT_EQ(found(check(tracks, {.min_s = 2.0})), Texts{});
}

TEST(FileFaults, ClippingIsHeldAgainstItsLimitTheWorstFirst) {
  auto tracks = test::good_tracks(12);
  tracks[1].survey.clipped_share = 0.009;
  tracks[2].survey.clipped_share = 0.02;
  tracks[3].survey.clipped_share = 0.2;
  const Report report = check(tracks);
  EXPECT_EQ(found(report), (Texts{"clipped: t3", "clipped: t2"}));
  EXPECT_EQ(report.findings[0].value, 0.2);
  EXPECT_EQ(report.findings[0].threshold, 0.01);
  EXPECT_EQ(check(tracks, {.max_clipped = 0.0}).count(Kind::kClipped), 3U);
}

TEST(FileFaults, DamageAndCancellingChannelsAreTold) {
  auto tracks = test::good_tracks(12);
  tracks[1].survey.damage = {"the file ends early"};
  tracks[2].survey.channels_cancel = true;
  EXPECT_EQ(found(check(tracks)), (Texts{"damaged: t1", "channels_cancel: t2"}));
}

TEST(FileFaults, ALoneRateIsFoundWhereNearlyAllHaveAnother) {
  auto tracks = test::good_tracks(100);
  tracks[7].survey.sample_rate = 48000;
  EXPECT_EQ(found(check(tracks)), (Texts{"wrong_rate: t7"}));
  // A source of its own is no slip.
  for (std::size_t i = 0; i < 5; ++i) {
    tracks[i].survey.sample_rate = 48000;
  }
  EXPECT_EQ(found(check(tracks)), Texts{});
}

TEST(FileFaults, ARateThatModelsLackIsAlwaysFound) {
  auto tracks = test::good_tracks(12);
  for (std::size_t i = 0; i < 6; ++i) {
    tracks[i].survey.sample_rate = 16000;
  }
  tracks[9].survey.resampled_from = 8000;
  const Report report = check(tracks);
  EXPECT_EQ(report.count(Kind::kWrongRate), 7U);
  EXPECT_EQ(report.findings[0].value, 8000.0);  // the worst first
  EXPECT_EQ(report.findings[6].value, 16000.0);
}

TEST(FileFaults, AGivenRateIsAskedOfEveryFile) {
  auto tracks = test::good_tracks(12);
  tracks[4].survey.sample_rate = 22050;
  const Report report = check(tracks, {.sample_rate = 44100});
  EXPECT_EQ(found(report), (Texts{"wrong_rate: t4"}));
  EXPECT_EQ(report.findings[0].severity, Severity::kError);
}

TEST(FileFaults, OptionsOutOfRangeAreRefused) {
  constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
  const std::array bad{CheckOptions{.min_s = 0.0},         CheckOptions{.max_clipped = 1.1},
                       CheckOptions{.max_imbalance = 0.5}, CheckOptions{.max_psi = 0.0},
                       CheckOptions{.max_ks = kNan},       CheckOptions{.min_s = kNan}};
  for (const CheckOptions& options : bad) {
    EXPECT_THROW((void)check(test::good_tracks(3), options), std::invalid_argument);
  }
}

}  // namespace
}  // namespace earmark::check
