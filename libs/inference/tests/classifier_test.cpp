#include "earmark/inference/classifier.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "bundles.h"
#include "earmark/inference/prediction_json.h"
#include "sounds.h"

namespace earmark::inference {
namespace {

using test::joined;
using test::mentions;
using test::music;
using test::silence;
using test::wav;

ClassifierOptions options(const std::string& profile, const std::vector<std::string>& members,
                          bool load_in_background = false) {
  return {.profile = profile, .members = members, .load_in_background = load_in_background};
}

/// Two members that take whatever sounds for music; taggers have tests of their own.
const Classifier& shipped() {
  static const Classifier classifier = Classifier::open(test::kShipped, options("fast", {}));
  return classifier;
}

/// All of a prediction, segments included.
std::string whole(const Prediction& prediction) {
  return to_json(prediction, "a", {.segments = true});
}

std::string decode_error(const std::vector<std::byte>& content) {
  try {
    (void)shipped().predict(content);
  } catch (const DecodeError& error) {
    return error.kind();
  }
  return "";
}

TEST(Classifier, NamesAGenreWithProbabilitiesThatAddToOne) {
  const Prediction p = shipped().predict(wav(music(10, 1)));
  EXPECT_EQ(p.kind, Kind::kMusic);
  EXPECT_EQ(p.segments.size(), 3U);
  EXPECT_NEAR(p.duration_s, 10, 1e-3);
  double sum = 0;
  for (const double probability : p.probabilities) {
    EXPECT_GE(probability, 0);
    sum += probability;
  }
  EXPECT_NEAR(sum, 1, 1e-9);
  ASSERT_EQ(p.members.size(), 2U);
  EXPECT_EQ(p.members[0].first, "forest");
  EXPECT_EQ(p.members[1].first, "cnn");
  EXPECT_TRUE(p.best().has_value());
}

TEST(Classifier, LoadingInTheBackgroundGivesTheSameAnswer) {
  const auto song = wav(music(20, 2));
  const Classifier background = Classifier::open(test::kShipped, options("fast", {}, true));
  EXPECT_EQ(whole(background.predict(song)), whole(shipped().predict(song)));
  background.wait_until_ready();
}

TEST(Classifier, AnyNumberOfThreadsGivesTheSameAnswer) {
  const auto song = wav(music(61, 3));
  const std::string alone = whole(shipped().predict(song));
  for (const std::size_t n_threads : {2U, 3U, 8U}) {
    EXPECT_EQ(whole(shipped().predict(song, {.n_threads = n_threads})), alone) << n_threads;
  }
}

/// A prediction without its segments: what does not depend on the hop.
std::string overall(const Prediction& prediction) { return to_json(prediction, "a"); }

TEST(Classifier, OverlapAddsSegmentsAndChangesNothingElse) {
  const auto song = wav(joined(music(20.3, 3), joined(silence(7), music(10, 8))));
  const Prediction whole_pieces = shipped().predict(song);
  ASSERT_EQ(whole_pieces.segments.size(), 12U);
  // 0.7 and 2.9 s fall on few pieces, 0.75 s is no whole number of samples.
  for (const double hop_s : {0.5, 0.7, 0.75, 1.0, 2.9, 3.0}) {
    for (const std::size_t n_threads : {1U, 3U}) {
      const Prediction p = shipped().predict(song, {.n_threads = n_threads, .hop_s = hop_s});
      EXPECT_EQ(overall(p), overall(whole_pieces)) << hop_s;
      EXPECT_EQ(p.segments.size(), static_cast<std::size_t>((37.3 - 3) / hop_s) + 1) << hop_s;
      EXPECT_NEAR(p.segments[5].start_s, 5 * hop_s, 1e-4) << hop_s;
      EXPECT_NEAR(p.segments[5].end_s, 5 * hop_s + 3, 1e-4) << hop_s;
    }
  }
}

TEST(Classifier, SegmentsOfAPieceAreThePieceWhateverTheHop) {
  const auto song = wav(music(12, 4));
  const Prediction pieces = shipped().predict(song);
  const Prediction steps = shipped().predict(song, {.hop_s = 0.75});
  ASSERT_EQ(steps.segments.size(), 13U);
  for (std::size_t i = 0; i < pieces.segments.size(); ++i) {
    EXPECT_EQ(steps.segments[4 * i].probabilities, pieces.segments[i].probabilities) << i;
    EXPECT_EQ(steps.segments[4 * i].start_s, pieces.segments[i].start_s) << i;
  }
}

TEST(Classifier, SilentSegmentsHaveNoSmoothedGenreAndOthersDo) {
  const Prediction p = shipped().predict(wav(joined(music(9, 5), silence(9))), {.hop_s = 1.0});
  ASSERT_EQ(p.segments.size(), 16U);
  for (const SegmentPrediction& segment : p.segments) {
    EXPECT_NE(segment.smoothed.has_value(), segment.silent) << segment.start_s;
  }
  EXPECT_TRUE(p.segments[9].silent);
  EXPECT_FALSE(p.segments[8].silent);
}

TEST(Classifier, RefusesAHopOutOfRange) {
  const auto song = wav(music(3, 1));
  for (const double hop_s : {0.0, 0.49, 3.01, std::nan("")}) {
    EXPECT_THROW((void)shipped().predict(song, {.hop_s = hop_s}), std::invalid_argument) << hop_s;
  }
}

TEST(Classifier, MemoryAndFileGiveTheSameAnswer) {
  const auto song = wav(music(7, 4));
  const earmark::test::TempDir folder;
  const auto file = folder.path() / "song.wav";
  std::ofstream{file, std::ios::binary}.write(reinterpret_cast<const char*>(song.data()),
                                              static_cast<std::streamsize>(song.size()));
  EXPECT_EQ(whole(shipped().predict(file)), whole(shipped().predict(song)));
}

TEST(Classifier, SilenceHasNoGenreButThePriors) {
  const Prediction p = shipped().predict(wav(silence(7)));
  EXPECT_EQ(p.kind, Kind::kSilence);
  EXPECT_FALSE(p.best().has_value());
  EXPECT_EQ(p.probabilities, shipped().manifest().priors);
  EXPECT_TRUE(p.members.empty());
  EXPECT_FALSE(p.unsure);
  ASSERT_FALSE(p.warnings.empty());
  EXPECT_TRUE(mentions(p.warnings.back(), "-80 dBFS"));
}

TEST(Classifier, SilentSegmentsTakeNoPart) {
  const Prediction alone = shipped().predict(wav(music(3, 5)));
  const Prediction padded = shipped().predict(wav(joined(music(3, 5), silence(6))));
  EXPECT_EQ(padded.probabilities, alone.probabilities);
  ASSERT_EQ(padded.segments.size(), 3U);
  EXPECT_TRUE(padded.segments[2].silent);
  EXPECT_TRUE(padded.segments[2].probabilities.empty());
}

TEST(Classifier, ShortSoundsAreRepeatedWithAWarning) {
  for (const double seconds : {0.5, 1.0, 2.9}) {
    const Prediction p = shipped().predict(wav(music(seconds, 6)));
    EXPECT_EQ(p.kind, Kind::kMusic) << seconds;
    EXPECT_EQ(p.segments.size(), 1U) << seconds;
    EXPECT_EQ(p.warnings.size(), 1U) << seconds;
  }
  EXPECT_TRUE(shipped().predict(wav(music(3, 6))).warnings.empty());
  EXPECT_EQ(decode_error(wav(music(0.49, 6))), "too_short");
}

TEST(Classifier, InvertedChannelsAreHeardByTheLouderOne) {
  const std::vector<float> mono = music(7, 7);
  std::vector<float> stereo;
  for (const float sample : mono) {
    stereo.push_back(sample);
    stereo.push_back(-sample);
  }
  const Prediction p = shipped().predict(wav(stereo, 2));
  EXPECT_EQ(p.segments.size(), 2U);
  EXPECT_EQ(p.probabilities, shipped().predict(wav(mono)).probabilities);
  ASSERT_EQ(p.warnings.size(), 1U);
  EXPECT_TRUE(mentions(p.warnings[0], "cancel each other out"));
}

TEST(Classifier, WhatIsNoSoundIsADecodeError) {
  EXPECT_EQ(decode_error(std::vector<std::byte>(1000, std::byte{'x'})), "decode");
  EXPECT_EQ(decode_error({}), "decode");
  EXPECT_THROW((void)shipped().predict(std::filesystem::path{"/nowhere/song.mp3"}), DecodeError);
}

TEST(Classifier, WhatProgressThrowsEndsThePrediction) {
  std::vector<double> decoded_s;
  const auto song = wav(music(20, 8));
  const auto note = [&](const SongProgress& progress) {
    decoded_s.push_back(progress.decoded_s);
    EXPECT_NEAR(progress.duration_s.value(), 20, 1e-3);
  };
  (void)shipped().predict(song, {}, {.on_progress = note});
  EXPECT_GT(decoded_s.size(), 1U);
  EXPECT_TRUE(std::is_sorted(decoded_s.begin(), decoded_s.end()));
  const auto stop = [](const SongProgress&) { throw std::domain_error("stop"); };
  EXPECT_THROW((void)shipped().predict(song, {.n_threads = 2}, {.on_progress = stop}),
               std::domain_error);
}

TEST(Classifier, UnknownMembersAndProfilesNameTheRightOnes) {
  const auto refusal = [](const ClassifierOptions& chosen) {
    return test::refusal([&] { (void)Classifier::open(test::kShipped, chosen); });
  };
  const std::string member = refusal(options("", {"oracle"}));
  EXPECT_TRUE(mentions(member, "it has forest, naive-bayes, cnn, tagger")) << member;
  const std::string profile = refusal(options("quick", {}));
  EXPECT_TRUE(mentions(profile, "has no profile \"quick\"; it has accurate, fast")) << profile;
  EXPECT_THROW((void)Classifier::open(test::kShipped, options("fast", {"cnn"})),
               std::invalid_argument);
}

TEST(Classifier, AWrongFileIsRefusedWhenOpenedOrInTheBackgroundWhenUsed) {
  const test::BundleCopy copy;
  std::ofstream{copy.path() / "cnn.onnx", std::ios::app} << 'x';
  const std::string at_once =
      test::refusal([&] { (void)Classifier::open(copy.path(), options("fast", {})); });
  EXPECT_TRUE(mentions(at_once, "cnn.onnx is not the file")) << at_once;
  const Classifier later = Classifier::open(copy.path(), options("fast", {}, true));
  EXPECT_EQ(test::refusal([&] { (void)later.predict(wav(music(7, 9))); }), at_once);
  EXPECT_EQ(test::refusal([&] { later.wait_until_ready(); }), at_once);
  const Classifier without = Classifier::open(copy.path(), options("", {"forest"}));
  EXPECT_EQ(without.predict(wav(music(7, 9))).members.size(), 1U);
}

}  // namespace
}  // namespace earmark::inference
