#include <gtest/gtest.h>

#include "test_tracks.h"

namespace earmark::check {
namespace {

using test::check;
using test::found;
using test::Texts;

/// The same recording in another file.
void copy_sound(const CheckedTrack& from, CheckedTrack& to) {
  to.survey.words = from.survey.words;
  to.track.genre = from.track.genre;
}

TEST(RecordingFaults, ACopyInAnotherFileIsANearDuplicate) {
  auto tracks = test::good_tracks(12);
  copy_sound(tracks[2], tracks[8]);
  const Report report = check(tracks);
  EXPECT_EQ(found(report), (Texts{"near_duplicate: t2 t8"}));
  EXPECT_EQ(report.findings[0].value, 0.0);
}

TEST(RecordingFaults, ACopyThatBeginsLaterAndDiffersInSomeBitsIsFound) {
  auto tracks = test::good_tracks(12);
  copy_sound(tracks[2], tracks[8]);
  auto& words = tracks[8].survey.words;
  words.erase(words.begin(), words.begin() + 300);
  for (std::size_t i = 0; i < words.size(); i += 2) {
    words[i] = ml::SoundWord{static_cast<std::uint16_t>(words[i].bits() ^ 5U)};
  }
  const Report report = check(tracks);
  EXPECT_EQ(found(report), (Texts{"near_duplicate: t2 t8"}));
  EXPECT_NEAR(report.findings[0].value.value_or(1.0), 1.0 / 12.0, 0.01);  // 2 of 24 bits
}

TEST(RecordingFaults, EqualFilesAreDuplicatesHoweverShort) {
  auto tracks = test::good_tracks(12);
  tracks[8].survey.sha256 = tracks[2].survey.sha256;
  tracks[8].track.genre = tracks[2].track.genre;
  EXPECT_EQ(found(check(tracks)), (Texts{"duplicate: t2 t8"}));
}

TEST(RecordingFaults, ManyCopiesAreOneFinding) {
  auto tracks = test::good_tracks(12);
  for (const std::size_t i : {4U, 6U, 11U}) {
    copy_sound(tracks[2], tracks[i]);
  }
  EXPECT_EQ(found(check(tracks)), (Texts{"near_duplicate: t2 t4 t6 t11"}));
}

TEST(RecordingFaults, TwoLabelsAreAnError) {
  auto tracks = test::good_tracks(12);
  tracks[8].survey.words = tracks[3].survey.words;  // metal and blues
  const Report report = check(tracks);
  EXPECT_EQ(found(report), (Texts{"two_labels: t3 t8"}));
  EXPECT_EQ(report.findings[0].severity, Severity::kError);
}

TEST(RecordingFaults, BothSidesOfASplitAreAnError) {
  auto tracks = test::good_tracks(12, {"train", "valid"});
  copy_sound(tracks[2], tracks[5]);
  EXPECT_EQ(found(check(tracks)), (Texts{"recording_across_split: t2 t5"}));
  tracks[5].track.genre = "metal";
  EXPECT_EQ(found(check(tracks)), (Texts{"two_labels: t2 t5", "recording_across_split: t2 t5"}));
}

TEST(RecordingFaults, KnownCopiesAreNone) {
  auto tracks = test::good_tracks(12);
  for (CheckedTrack& checked : tracks) {
    checked.track.others["copy_of"] = "";
  }
  copy_sound(tracks[2], tracks[8]);
  tracks[8].track.others["copy_of"] = "t2";
  EXPECT_EQ(found(check(tracks)), Texts{});
}

TEST(RecordingFaults, WhatTheTrainingDataHoldIsTold) {
  const auto training = test::good_tracks(30);
  std::vector<CheckedTrack> tracks;
  for (std::size_t i = 0; i < 6; ++i) {
    tracks.push_back(test::good_track(100 + i));
  }
  copy_sound(training[4], tracks[2]);
  const Report report = check_tracks(tracks, training, {});
  EXPECT_EQ(found(report), (Texts{"recording_in_training: t102"}));
  EXPECT_NE(report.findings[0].message.find("t4 of the training data"), std::string::npos);
}

}  // namespace
}  // namespace earmark::check
