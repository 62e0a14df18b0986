#include "earmark/inference/member_choice.h"

#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>
#include <vector>

#include "bundles.h"
#include "earmark/inference/classifier.h"
#include "sounds.h"

namespace earmark::inference {
namespace {

constexpr double kTolerance = 1e-6;  // what the engine promises for networks

Classifier open(const std::vector<std::string>& members) {
  return Classifier::open(test::kShipped, {.profile = "", .members = members});
}

const Classifier& whole() {
  static const Classifier classifier = open({"forest", "naive-bayes", "cnn", "tagger"});
  return classifier;
}

std::vector<float> hiss(double seconds) {
  std::vector<float> samples = test::music(seconds, 5);
  for (float& sample : samples) {
    sample = 0.5F * std::sin(1e7F * sample);
  }
  return samples;
}

/// What a classifier of these members alone and one that has all of them make of a sound.
void expect_same(const std::vector<std::string>& names, const std::vector<std::byte>& sound) {
  const Prediction alone = open(names).predict(sound);
  const Prediction told = answer_of(whole().manifest(), MemberChoice{whole().manifest(), names},
                                    whole().predict(sound));
  EXPECT_EQ(told.kind, alone.kind);
  EXPECT_EQ(told.unsure, alone.unsure);
  EXPECT_EQ(told.music.has_value(), alone.music.has_value());
  EXPECT_EQ(told.best(), alone.best());
  ASSERT_EQ(told.members.size(), alone.members.size());
  for (std::size_t g = 0; g < alone.probabilities.size(); ++g) {
    EXPECT_NEAR(told.probabilities[g], alone.probabilities[g], kTolerance);
  }
  for (std::size_t m = 0; m < alone.members.size(); ++m) {
    EXPECT_EQ(told.members[m].first, alone.members[m].first);
  }
}

TEST(MemberChoice, APartAnswersAsIfItHadBeenAskedAlone) {
  for (const std::vector<std::string>& names : {std::vector<std::string>{"forest"},
                                                {"cnn", "forest"},
                                                {"tagger"},
                                                {"naive-bayes", "tagger"}}) {
    SCOPED_TRACE(names.front());
    expect_same(names, test::wav(test::music(7, 2)));
    expect_same(names, test::wav(hiss(4)));
    expect_same(names, test::wav(test::silence(4)));
  }
}

TEST(MemberChoice, TheRuleForMusicIsForThoseWhoHearThroughTrunks) {
  ASSERT_EQ(open({"tagger"}).predict(test::wav(hiss(4))).kind, Kind::kNotMusic);
  const BundleManifest& manifest = whole().manifest();
  Prediction all = whole().predict(test::wav(test::music(4, 2)));
  all.kind = Kind::kNotMusic;
  all.music = 0.0;
  EXPECT_EQ(answer_of(manifest, {manifest, {"tagger"}}, all).kind, Kind::kNotMusic);
  EXPECT_EQ(answer_of(manifest, {manifest, {"forest"}}, all).kind, Kind::kMusic);
  EXPECT_FALSE(answer_of(manifest, {manifest, {"tagger"}}, all).unsure);
}

TEST(MemberChoice, RefusesWhatCannotBeTold) {
  const BundleManifest& manifest = whole().manifest();
  EXPECT_THROW((MemberChoice{manifest, {}}), std::invalid_argument);
  EXPECT_NE(test::refusal([&] { (void)MemberChoice{manifest, {"oracle"}}; }), "");
  const Prediction forest = open({"forest"}).predict(test::wav(test::music(4, 2)));
  EXPECT_THROW((void)answer_of(manifest, {manifest, {"cnn"}}, forest), std::invalid_argument);
}

}  // namespace
}  // namespace earmark::inference
