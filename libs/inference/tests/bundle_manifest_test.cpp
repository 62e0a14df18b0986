#include "earmark/inference/bundle_manifest.h"

#include <gtest/gtest.h>

#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "earmark/base/errors.h"
#include "earmark/ml/calibration.h"

namespace earmark::inference {
namespace {

BundleManifest sound_manifest() {
  BundleManifest m;
  m.name = "tiny";
  m.version = "1";
  m.genres = {"jazz", "rock"};
  m.priors = {0.25, 0.75};
  m.members = {{"forest", "forest", "forest.forest", std::string(64, 'a'), 1.0},
               {"cnn", "cnn", "cnn.onnx", std::string(64, 'b'), 2.0}};
  m.profiles = {{"fast", {"forest", "cnn"}}, {"small", {"forest"}}};
  m.calibrations = {{{"forest", "cnn"}, 0.8, 0.4}};
  m.figures = {{"valid", "by-artist", {"forest"}, 12, 0.5, std::array{0.4, 0.6}, "note"}};
  return m;
}

TEST(BundleManifest, SurvivesWritingAndReading) {
  const std::string json = sound_manifest().to_json();
  EXPECT_EQ(BundleManifest::parse(json, "x").to_json(), json);
}

BundleManifest tagger_manifest() {
  BundleManifest m = sound_manifest();
  m.trunks = {{"ced", "ced.onnx", std::string(64, 'c'), "ced.LICENSE"},
              {"musicnn", "musicnn.onnx", std::string(64, 'd'), ""}};
  m.members.push_back({"tagger", "tagger", "tagger.lr", std::string(64, 'e'), 1.0});
  return m;
}

TEST(BundleManifest, TrunksSurviveWritingAndReadingInTheirOrder) {
  const std::string json = tagger_manifest().to_json();
  const BundleManifest back = BundleManifest::parse(json, "x");
  EXPECT_EQ(back.to_json(), json);
  ASSERT_EQ(back.trunks.size(), 2U);
  EXPECT_EQ(back.trunks[0].kind, "ced");
  EXPECT_EQ(back.trunks[0].file, "ced.onnx");
  EXPECT_EQ(back.trunks[0].sha256, std::string(64, 'c'));
  EXPECT_EQ(back.trunks[0].notice, "ced.LICENSE");
  EXPECT_EQ(back.trunks[1].notice, "");
  EXPECT_TRUE(BundleManifest::parse(sound_manifest().to_json(), "x").trunks.empty());
}

TEST(BundleManifest, FindsACalibrationInAnyOrderOfMembers) {
  const BundleManifest m = sound_manifest();
  EXPECT_TRUE(m.calibration({"cnn", "forest"}).has_value());
  EXPECT_FALSE(m.calibration({"forest"}).has_value());
}

TEST(BundleManifest, NamesTheProfilesAndMembersThatThereAre) {
  const BundleManifest m = sound_manifest();
  EXPECT_EQ(m.profile(""), m.profile("fast"));
  try {
    (void)m.profile("quick");
    FAIL();
  } catch (const BundleError& error) {
    EXPECT_NE(std::string{error.what()}.find("it has fast, small"), std::string::npos);
  }
  EXPECT_THROW((void)m.member("oracle"), BundleError);
}

using Change = std::function<void(BundleManifest&)>;

/// Whether each change is refused with its word.
void expect_refusals(const BundleManifest& sound,
                     const std::vector<std::pair<std::string, Change>>& changes) {
  for (const auto& [word, change] : changes) {
    BundleManifest m = sound;
    change(m);
    try {
      (void)BundleManifest::parse(m.to_json(), "x");
      ADD_FAILURE() << word;
    } catch (const BundleError& error) {
      EXPECT_NE(std::string{error.what()}.find(word), std::string::npos) << error.what();
    }
  }
}

TEST(BundleManifest, RefusesTrunksThatDoNotFit) {
  expect_refusals(tagger_manifest(),
                  {
                      {"needs \"trunks\"", [](auto& m) { m.trunks = {}; }},
                      {"musicnn or ced", [](auto& m) { m.trunks[0].kind = "vggish"; }},
                      {"musicnn or ced", [](auto& m) { m.trunks[0].kind = ""; }},
                      {"of one kind", [](auto& m) { m.trunks[0].kind = "musicnn"; }},
                      {"own folder", [](auto& m) { m.trunks[0].file = "../ced.onnx"; }},
                      {"own folder", [](auto& m) { m.trunks[0].file = ""; }},
                      {"own folder", [](auto& m) { m.trunks[0].notice = "/etc/passwd"; }},
                      {"sha256", [](auto& m) { m.trunks[1].sha256 = std::string(64, 'D'); }},
                  });
}

TEST(BundleManifest, RefusesUnknownFieldsOfATrunk) {
  nlohmann::ordered_json json = nlohmann::ordered_json::parse(tagger_manifest().to_json());
  json["trunks"][0]["url"] = "x";
  EXPECT_THROW((void)BundleManifest::parse(json.dump(), "x"), BundleError);
  json["trunks"] = "ced";
  EXPECT_THROW((void)BundleManifest::parse(json.dump(), "x"), BundleError);
}

TEST(BundleManifest, RefusesWhatDoesNotFit) {
  const std::vector<std::pair<std::string, Change>> changes{
      {"recipe", [](auto& m) { m.recipe = "librosa-0.10"; }},
      {"priors",
       [](auto& m) {
         m.priors = {0.5, 0.6};
       }},
      {"priors", [](auto& m) { m.priors = {1.0}; }},
      {"genre twice",
       [](auto& m) {
         m.genres = {"jazz", "jazz"};
       }},
      {"own folder", [](auto& m) { m.members[0].file = "../forest"; }},
      {"own folder", [](auto& m) { m.members[0].file = "/etc/passwd"; }},
      {"own folder", [](auto& m) { m.members[0].file = ".hidden"; }},
      {"kind", [](auto& m) { m.members[0].kind = "pickle"; }},
      {"sha256", [](auto& m) { m.members[0].sha256 = "abc"; }},
      {"weight", [](auto& m) { m.members[0].weight = 0; }},
      {"weight", [](auto& m) { m.members[0].weight = 1e308; }},
      {"one name", [](auto& m) { m.members[1].name = "forest"; }},
      {"not a member", [](auto& m) { m.profiles[0].members = {"oracle"}; }},
      {"temperature", [](auto& m) { m.calibrations[0].temperature = 0; }},
      {"temperature", [](auto& m) { m.calibrations[0].temperature = 0.04; }},
      {"temperature", [](auto& m) { m.calibrations[0].temperature = 20.5; }},
      {"unsure_below", [](auto& m) { m.calibrations[0].unsure_below = 1.5; }},
  };
  expect_refusals(sound_manifest(), changes);
}

TEST(BundleManifest, TakesEveryTemperatureThatCanBeApplied) {
  for (const double temperature : {ml::kMinTemperature, 1.0, ml::kMaxTemperature}) {
    BundleManifest m = sound_manifest();
    m.calibrations[0].temperature = temperature;
    const BundleManifest read = BundleManifest::parse(m.to_json(), "x");
    std::vector<double> p{0.25, 0.75};
    EXPECT_NO_THROW(ml::apply_temperature(p, read.calibrations[0].temperature));
  }
}

std::string with_number(const std::string& key, const std::string& number) {
  nlohmann::ordered_json json = nlohmann::ordered_json::parse(sound_manifest().to_json());
  (json.contains(key) ? json : json["figures"][0])[key] = "HERE";
  std::string text = json.dump();
  return text.replace(text.find("\"HERE\""), 6, number);
}

TEST(BundleManifest, RefusesNumbersThatAreNotWhole) {
  for (const char* key : {"format", "n_tracks"}) {
    for (const char* number : {"1e300", "1.5", "1.0", "-5", "true", "18446744073709551616"}) {
      try {
        (void)BundleManifest::parse(with_number(key, number), "x");
        ADD_FAILURE() << key << ' ' << number;
      } catch (const BundleError& error) {
        EXPECT_NE(std::string{error.what()}.find(std::string{key} + "\" must be a whole number"),
                  std::string::npos)
            << error.what();
      }
    }
  }
  EXPECT_EQ(BundleManifest::parse(with_number("n_tracks", "7"), "x").figures[0].n_tracks, 7U);
}

TEST(BundleManifest, RefusesWhatIsNotAManifest) {
  for (const char* text : {"", "[]", "null", "{", R"({"format": 2})", R"({"format": "1"})"}) {
    EXPECT_THROW((void)BundleManifest::parse(text, "x"), BundleError) << text;
  }
  EXPECT_THROW((void)BundleManifest::parse(std::string(60000, '['), "x"), BundleError);
}

}  // namespace
}  // namespace earmark::inference
