#include "reference_request.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>

#include "earmark/audio/reader.h"
#include "problem.h"

namespace earmark::server {
namespace {

ReferenceRequest parsed(const std::string& json, const ReferenceLimits& limits = {}) {
  return parse_reference_request(std::as_bytes(std::span{json}), limits);
}

Problem refused(const std::string& json, const ReferenceLimits& limits = {}) {
  try {
    (void)parsed(json, limits);
  } catch (const ProblemError& error) {
    return error.problem();
  }
  return {.status = 200, .kind = "", .detail = "not refused"};
}

std::vector<float> samples(const SampledSong& song) {
  return {song.samples().begin(), song.samples().end()};
}

TEST(ReferenceRequestTest, AListOfNumbersIsOneSong) {
  const auto request = parsed(R"({"audios": [0.5, -0.25, 0.125]})");
  ASSERT_EQ(request.songs.size(), 1U);
  EXPECT_FALSE(request.is_list);
  EXPECT_EQ(samples(request.songs[0]), (std::vector<float>{0.5F, -0.25F, 0.125F}));
  EXPECT_EQ(request.sample_rate, 22050);
  EXPECT_EQ(request.gtzan_model, "Random Forest");
}

TEST(ReferenceRequestTest, ListsOfOneOrTwoNumbersAreFrames) {
  const auto stereo = parsed(R"({"audio_array": [[0.5, -0.5], [0.25, 0.125], [0, 0.5]]})");
  ASSERT_EQ(stereo.songs.size(), 1U);
  EXPECT_EQ(stereo.songs[0].n_channels(), 2U);
  EXPECT_EQ(samples(stereo.songs[0]), (std::vector<float>{0.5F, -0.5F, 0.25F, 0.125F, 0, 0.5F}));
  EXPECT_EQ(parsed(R"({"audios": [[0.5], [0.25]]})").songs[0].n_channels(), 1U);
}

TEST(ReferenceRequestTest, LongerListsAreSongs) {
  const auto request = parsed(R"({"audios": [[0.1, 0.2, 0.3], [[0.1, 0.2], [0.3, 0.4]]]})");
  ASSERT_EQ(request.songs.size(), 2U);
  EXPECT_TRUE(request.is_list);
  EXPECT_EQ(request.songs[0].n_channels(), 1U);
  EXPECT_EQ(request.songs[1].n_channels(), 2U);
}

TEST(ReferenceRequestTest, WholeNumbersAreScaledByTheirPeakAndOthersOnlyAboveOne) {
  EXPECT_EQ(samples(parsed(R"({"audios": [100, -200, 50]})").songs[0]),
            (std::vector<float>{0.5F, -1.0F, 0.25F}));
  EXPECT_EQ(samples(parsed(R"({"audios": [100.0, -200.0, 50.0]})").songs[0]),
            (std::vector<float>{0.5F, -1.0F, 0.25F}));
  EXPECT_EQ(samples(parsed(R"({"audios": [0.5, -0.5, 0]})").songs[0]),
            (std::vector<float>{0.5F, -0.5F, 0}));
  EXPECT_EQ(samples(parsed(R"({"audios": [0, 0, 0]})").songs[0]), (std::vector<float>{0, 0, 0}));
}

TEST(ReferenceRequestTest, OtherFieldsAreReadOrIgnored) {
  const auto request = parsed(
      R"({"mfcc_model": "CNN", "gtzan_model": "Gaussian NB", "more": {"audios": [[[["x"]]]]},
          "sample_rate": 44100, "audio_array": null, "audios": [1, 2, 3], "last": [{}]})");
  EXPECT_EQ(request.gtzan_model, "Gaussian NB");
  EXPECT_EQ(request.sample_rate, 44100);
  EXPECT_EQ(request.songs.size(), 1U);
}

TEST(ReferenceRequestTest, WhatIsNoJsonIsRefused) {
  for (const char* text : {"", "{", "[1, 2]", "3", "null", R"({"audios": [1, 2)",
                           R"({"audios": [1, 2]} x)", R"({"audios": [NaN]})", "{\"a\xff\": 1}"}) {
    EXPECT_EQ(refused(text).kind, "bad_json") << text;
  }
}

TEST(ReferenceRequestTest, WhatWouldTakeMuchMemoryToRefuseIsRefusedBefore) {
  constexpr std::size_t kSize = 3'000'000;
  for (const std::string& text :
       {std::string(kSize, '\n') + "x", "{\"x\": \"" + std::string(kSize, 'a'),
        "{\"audios\": [" + std::string(kSize, '1')}) {
    const Problem problem = refused(text);
    EXPECT_EQ(problem.kind, "bad_json");
    EXPECT_NE(problem.detail.find("more than 1 MB"), std::string::npos);
  }
}

TEST(ReferenceRequestTest, WhatIsNoSongIsRefusedByItsName) {
  for (const char* text :
       {R"({})", R"({"audios": []})", R"({"audios": [[]]})", R"({"audios": 3})",
        R"({"audios": "x"})", R"({"audios": {}})", R"({"audios": [1, "2"]})",
        R"({"audios": [1, null]})", R"({"audios": [1, [2, 3]]})", R"({"audios": [[1, 2], 3]})",
        R"({"audios": [[1, 2], [3]]})", R"({"audios": [[1, 2], [3, 4, 5]]})",
        R"({"audios": [[1, 2, 3], [[1, 2, 3]]]})", R"({"audios": [[[[1]]]]})",
        R"({"audios": [[1, [2, 3]]]})", R"({"audios": [[[1, 2], 3]]})", R"({"audios": [1e39]})",
        R"({"audios": [1], "audios": [1]})", R"({"audios": [true]})"}) {
    const Problem problem = refused(text);
    EXPECT_EQ(problem.status, 400) << text;
    EXPECT_EQ(problem.field, "audios") << text;
    EXPECT_NE(problem.detail.find("audios"), std::string::npos) << text;
  }
  EXPECT_EQ(refused(R"({"audios": [1], "audio_array": [1]})").field, "audio_array");
}

TEST(ReferenceRequestTest, WrongModelsAndRatesAreRefusedWithWhatWouldBeRight) {
  EXPECT_EQ(refused(R"({"gtzan_model": "Random Forrest"})").detail,
            "gtzan_model must be one of Random Forest and Gaussian NB, not \"Random Forrest\"; did "
            "you mean Random Forest?");
  EXPECT_EQ(refused(R"({"mfcc_model": "RNN"})").field, "mfcc_model");
  EXPECT_EQ(refused(R"({"mfcc_model": 3})").detail, "mfcc_model must not be a number");
  EXPECT_EQ(refused(R"({"sample_rate": 10})").field, "sample_rate");
  EXPECT_EQ(refused(R"({"sample_rate": 22050.5})").field, "sample_rate");
  EXPECT_EQ(refused(R"({"sample_rate": [22050]})").field, "sample_rate");
}

TEST(ReferenceRequestTest, TooManySamplesOrSongsAre413) {
  EXPECT_EQ(refused(R"({"audios": [1, 2, 3, 4]})", {.max_samples = 3}).status, 413);
  EXPECT_EQ(refused(R"({"audios": [[1, 2, 3], [1, 2, 3]]})", {.max_songs = 1}).status, 413);
}

TEST(ReferenceRequestTest, ASongIsAFileOfFloats) {
  auto request = parsed(R"({"audios": [[0.5, -0.5], [0.25, 0.125]], "sample_rate": 8000})");
  const auto wav = request.songs[0].as_wav(request.sample_rate);
  auto reader = audio::Reader::from_memory(wav);
  EXPECT_EQ(reader.info().sample_rate, 8000);
  EXPECT_EQ(reader.info().n_channels, 2);
  std::vector<float> read(8);
  EXPECT_EQ(reader.read(read), 2U);
  EXPECT_EQ(read[3], 0.125F);
}

TEST(ReferenceRequestTest, LabelsAreSpeltAsTheReferenceSpellsThem) {
  EXPECT_EQ(reference_label("hiphop"), "hip hop");
  EXPECT_EQ(reference_label("rock"), "rock");
}

}  // namespace
}  // namespace earmark::server
