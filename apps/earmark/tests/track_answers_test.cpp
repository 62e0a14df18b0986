#include "track_answers.h"

#include <gtest/gtest.h>

namespace earmark::cli {
namespace {

constexpr double kTolerance = 1e-12;  // sums of a few powers of two

/// Tracks of one genre, of which those of `right` are answered rightly.
TrackAnswers answers(const std::string& right, const std::string& artist = "") {
  TrackAnswers answers;
  for (const char id : {'a', 'b', 'c', 'd', 'e'}) {
    answers[std::string{id}] = {"jazz", artist, right.find(id) != std::string::npos};
  }
  return answers;
}

TEST(TrackAnswers, AreReadFromAnEvaluation) {
  const TrackAnswers read =
      read_track_answers(
          R"({"n_tracks":3,"tracks":[{"id":"1","genre":"jazz","predicted":"jazz","artist":"A"},)"
          R"({"id":"2","genre":"jazz","predicted":"pop","artist":null},)"
          R"({"id":"3","genre":"pop","predicted":null}]})")
          .value_or(TrackAnswers{});
  ASSERT_EQ(read.size(), 3U);
  EXPECT_TRUE(read.at("1").is_right);
  EXPECT_EQ(read.at("1").artist, "A");
  EXPECT_FALSE(read.at("2").is_right);
  EXPECT_EQ(read.at("2").artist, "");
  EXPECT_FALSE(read.at("3").is_right);
}

TEST(TrackAnswers, OtherTextsHaveNone) {
  for (const char* text : {"", "<html>", "[]", "{}", R"({"tracks":[]})", R"({"tracks":[1]})",
                           R"({"tracks":[{"id":"1"}]})",
                           R"({"tracks":[{"id":"1","genre":"pop"},{"id":"1","genre":"pop"}]})"}) {
    EXPECT_FALSE(read_track_answers(text)) << text;
  }
}

TEST(TrackAnswers, AreComparedTrackByTrack) {
  const auto comparison =
      compare_answers(answers("abcd"), answers("e")).value_or(ml::PairedComparison{});
  EXPECT_EQ(comparison.n_gained, 4U);
  EXPECT_EQ(comparison.n_lost, 1U);
  EXPECT_NEAR(comparison.p_value, 2 * 6 / 32.0, kTolerance);
}

TEST(TrackAnswers, OfOneArtistAreOneDraw) {
  const auto comparison = compare_answers(answers("abcd", "The A"), answers("e", "A"))
                              .value_or(ml::PairedComparison{.p_value = 0});
  EXPECT_NEAR(comparison.p_value, 1, kTolerance);
}

TEST(TrackAnswers, OfOtherTracksAreNotCompared) {
  EXPECT_FALSE(compare_answers({}, {}));
  TrackAnswers others = answers("a");
  others["a"].genre = "pop";
  EXPECT_FALSE(compare_answers(answers("a"), others));
  others = answers("a");
  others.erase("e");
  EXPECT_FALSE(compare_answers(answers("a"), others));
  others["f"] = {"jazz", "", true};
  EXPECT_FALSE(compare_answers(answers("a"), others));
}

TEST(TrackAnswers, ChanceIsToldInCasesOf100) {
  EXPECT_EQ(comparison_text({.n_gained = 9, .n_lost = 5, .p_value = 0.4239501953125}),
            "9 tracks gained, 5 lost: of two that are equally good, chance makes one as much "
            "better in 42 of 100 such comparisons");
  EXPECT_NE(comparison_text({.n_gained = 40, .n_lost = 12, .p_value = 0.0001})
                .find("in fewer than 1 of 100 such"),
            std::string::npos);
}

}  // namespace
}  // namespace earmark::cli
