#include "earmark/inference/music_rule.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "bundles.h"
#include "earmark/inference/classifier.h"
#include "earmark/inference/prediction_json.h"
#include "sounds.h"

namespace earmark::inference {
namespace {

constexpr std::size_t kMusicnnTags = 50;

Classifier shipped(const std::string& profile, bool tags = false) {
  return Classifier::open(test::kShipped, {.profile = profile, .members = {}, .tags = tags});
}

std::vector<float> hiss(double seconds) {
  std::vector<float> samples(static_cast<std::size_t>(seconds * test::kRate));
  std::uint32_t noise = 1;
  for (float& sample : samples) {
    noise ^= noise << 13U;
    noise ^= noise >> 17U;
    noise ^= noise << 5U;
    sample = static_cast<float>(noise) / 4294967296.0F - 0.5F;
  }
  return samples;
}

TEST(MusicRule, NoiseIsNoMusicAndHasNoGenre) {
  const Prediction p = shipped("accurate").predict(test::wav(hiss(7)));
  EXPECT_EQ(p.kind, Kind::kNotMusic);
  EXPECT_FALSE(p.best().has_value());
  EXPECT_FALSE(p.unsure);
  ASSERT_TRUE(p.music.has_value());
  const double least = Bundle::open(test::kShipped).manifest().music.value_or(MusicRule{}).least;
  EXPECT_LT(p.music.value_or(1.0), least);
  const std::string json = to_json(p, "a");
  EXPECT_TRUE(test::mentions(json, R"("kind":"not_music","genre":null,"confidence":null)")) << json;
}

TEST(MusicRule, IsNotAskedWhereNoMemberNeedsTheTrunks) {
  const Prediction p = shipped("fast").predict(test::wav(hiss(7)));
  EXPECT_EQ(p.kind, Kind::kMusic);
  EXPECT_FALSE(p.music.has_value());
}

TEST(MusicRule, ATagThatTheTrunkDoesNotHaveIsRefused) {
  const test::BundleCopy copy;
  copy.change_manifest([](BundleManifest& m) { m.music.value().tags.emplace_back("Musik"); });
  const Classifier classifier = Classifier::open(copy.path());
  EXPECT_TRUE(test::mentions(test::refusal([&] { (void)classifier.predict(test::wav(hiss(4))); }),
                             R"("music" names the tag "Musik", which the trunk ced does not)"));
}

TEST(MusicRule, ThatCannotBeAppliedIsRefusedInWords) {
  const std::vector<std::string> trunks{"musicnn", "ced"};
  const auto refusal = [](const MusicRule& rule, std::span<const std::string> kinds) {
    return test::refusal([&] { check_music_rule(rule, kinds, "m.json"); });
  };
  EXPECT_EQ(refusal({"ced", {"Music", "Singing"}, 1.0}, trunks), "");
  EXPECT_EQ(refusal({"vgg", {"Music"}, 0.3}, trunks),
            R"(m.json: "music" names the trunk "vgg", which the bundle does not have)");
  EXPECT_EQ(refusal({"ced", {"Music"}, 0.3}, {}),
            R"(m.json: "music" needs a trunk, and the bundle has none)");
  EXPECT_EQ(refusal({"ced", {}, 0.3}, trunks), R"(m.json: "music" must name tags)");
  EXPECT_EQ(refusal({"ced", {"Music", "Music"}, 0.3}, trunks),
            R"(m.json: "music" names a tag twice)");
  for (const double least : {-0.1, 1.1, std::numeric_limits<double>::quiet_NaN()}) {
    EXPECT_EQ(refusal({"ced", {"Music"}, least}, trunks),
              R"(m.json: "music" has a "least" that is not in [0, 1])");
  }
}

TEST(Tags, AreThoseOfMusicnnTheMostProbableFirst) {
  const Prediction p = shipped("fast", true).predict(test::wav(test::music(7, 1)));
  ASSERT_EQ(p.tags.size(), kMusicnnTags);
  for (const auto& [name, probability] : p.tags) {
    EXPECT_GT(probability, 0) << name;
    EXPECT_LT(probability, 1) << name;
  }
  EXPECT_TRUE(std::ranges::is_sorted(p.tags, std::ranges::greater{},
                                     [](const auto& tag) { return tag.second; }));
  EXPECT_TRUE(test::mentions(to_json(p, "a"), R"("tags":{")" + p.tags.front().first));
}

TEST(Tags, DoNotDependOnTheNumberOfThreads) {
  const Classifier classifier = shipped("fast", true);
  const auto song = test::wav(test::music(40, 2));
  const Prediction alone = classifier.predict(song);
  for (int run = 0; run < 5; ++run) {
    const Prediction shared = classifier.predict(song, {.n_threads = 4});
    EXPECT_EQ(shared.tags, alone.tags);
    EXPECT_EQ(shared.music, alone.music);
  }
}

TEST(Tags, NeedTheTrunkThatNamesThem) {
  const test::BundleCopy copy;
  copy.change_manifest([](BundleManifest& m) {
    std::erase_if(m.trunks, [](const auto& trunk) { return trunk.kind == "musicnn"; });
  });
  const std::string why = test::refusal([&] {
    (void)Classifier::open(copy.path(), {.profile = "fast", .members = {}, .tags = true});
  });
  EXPECT_TRUE(test::mentions(why, "no trunk \"musicnn\"")) << why;
}

}  // namespace
}  // namespace earmark::inference
