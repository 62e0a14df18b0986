#include "earmark/behave/judge.h"

#include <gtest/gtest.h>

namespace earmark::behave {
namespace {

const std::vector<std::string> kGenres{"classical", "metal"};
const Subject kForest{.name = "forest", .members = {"forest"}, .profiles = {}};

/// Sure of one of the two genres.
Answer answer(double classical) {
  return {.label = classical > 0.5 ? "classical" : "metal",
          .unsure = false,
          .probabilities = {classical, 1 - classical}};
}

Answer labelled(const std::string& label, bool unsure = false) {
  return {.label = label, .unsure = unsure, .probabilities = {0.5, 0.5}};
}

/// A song whose answer is the first, and after the steps of one case the others.
HeardSong song(const std::string& name, const std::vector<Answer>& answers) {
  HeardSong heard{.name = name, .genre = {}, .rendered = false, .error = {}};
  heard.plain = {answers.front()};
  auto& steps = heard.altered.emplace_back();
  for (std::size_t i = 1; i < answers.size(); ++i) {
    steps.push_back({.answers = {answers[i]}, .failure = {}});
  }
  return heard;
}

HeardSong known(const std::string& name, const std::string& genre, const Answer& plain,
                bool rendered) {
  HeardSong heard = song(name, {plain});
  heard.genre = genre;
  heard.rendered = rendered;
  return heard;
}

Case functionality(double at_least, KnownSongs songs = KnownSongs::kRendered) {
  return {.name = "named",
          .kind = CaseKind::kMinimumFunctionality,
          .songs = songs,
          .at_least = at_least};
}

Case invariance(double at_least, bool or_unsure = false) {
  return {.name = "noise",
          .kind = CaseKind::kInvariance,
          .steps = std::vector<Alteration>(1),
          .or_unsure = or_unsure,
          .at_least = at_least};
}

Case direction(double at_least, double may_rise, std::size_t n_steps) {
  return {.name = "distortion",
          .kind = CaseKind::kDirection,
          .steps = std::vector<Alteration>(n_steps),
          .genre = "classical",
          .may_rise = may_rise,
          .at_least = at_least};
}

Outcome judged(const Case& asked, const std::vector<HeardSong>& songs) {
  return judge(asked, 0, kForest, 0, songs, kGenres);
}

TEST(Judge, MinimumFunctionalityIsTheShareOfPiecesNamedRightly) {
  const std::vector<HeardSong> songs{
      known("a", "classical", answer(0.9), true), known("b", "classical", answer(0.8), true),
      known("c", "metal", answer(0.6), true), known("d", "metal", answer(0.7), true)};
  const Outcome passed = judged(functionality(0.5), songs);
  EXPECT_EQ(passed.verdict, Verdict::kPassed);
  EXPECT_EQ(passed.share(), 0.5);
  const Outcome failed = judged(functionality(0.51), songs);
  EXPECT_EQ(failed.verdict, Verdict::kFailed);
  ASSERT_EQ(failed.misses.size(), 2U);
  EXPECT_EQ(failed.misses[0].song, "d");  // the less probable its genre, the worse
  EXPECT_EQ(failed.misses[1].song, "c");
}

TEST(Judge, RenderedAndLabelledSongsAreAskedAboutApart) {
  const std::vector<HeardSong> songs{
      known("a", "classical", answer(0.9), true), known("b", "classical", answer(0.1), false),
      known("c", "polka", answer(0.1), false), known("d", "", answer(0.1), false)};
  EXPECT_EQ(judged(functionality(1), songs).n_songs, 1U);
  EXPECT_EQ(judged(functionality(1), songs).verdict, Verdict::kPassed);
  const Outcome labelled = judged(functionality(1, KnownSongs::kLabelled), songs);
  EXPECT_EQ(labelled.n_songs, 1U);
  EXPECT_EQ(labelled.verdict, Verdict::kFailed);
}

TEST(Judge, WithoutSongsNothingIsAskedAndNothingPasses) {
  for (const Case& asked : {functionality(1), functionality(1, KnownSongs::kLabelled),
                            invariance(1), direction(1, 0, 2)}) {
    const Outcome outcome = judged(asked, {});
    EXPECT_EQ(outcome.verdict, Verdict::kNotAsked);
    EXPECT_NE(outcome.reason, "");
  }
}

TEST(Judge, InvarianceIsTheShareOfSongsThatKeepTheirLabel) {
  const std::vector<HeardSong> songs{song("a", {answer(0.9), answer(0.6)}),
                                     song("b", {answer(0.9), answer(0.4)}),
                                     song("c", {answer(0.9), answer(0.1)})};
  const Outcome failed = judged(invariance(0.34), songs);
  EXPECT_EQ(failed.verdict, Verdict::kFailed);
  EXPECT_EQ(failed.n_good, 1U);
  EXPECT_EQ(failed.misses.front().song, "c");
  EXPECT_NEAR(failed.distance.value_or(-1), (0.3 + 0.5 + 0.8) / 3, 1e-12);
  EXPECT_EQ(judged(invariance(0.33), songs).verdict, Verdict::kPassed);
}

TEST(Judge, AThirdOfThreeSongsIsAThird) {
  const std::vector<HeardSong> songs{song("a", {answer(0.9), answer(0.9)}),
                                     song("b", {answer(0.9), answer(0.1)}),
                                     song("c", {answer(0.9), answer(0.1)})};
  EXPECT_EQ(judged(invariance(1.0 / 3.0), songs).verdict, Verdict::kPassed);
}

TEST(Judge, ASongThatIsNoMusicAnyMoreHasLostItsLabel) {
  const std::vector<HeardSong> songs{song("a", {answer(0.9), labelled("not music")}),
                                     song("b", {answer(0.9), labelled("silence")}),
                                     song("c", {answer(0.9), labelled("metal", true)}),
                                     song("d", {labelled("not music"), labelled("not music")})};
  EXPECT_EQ(judged(invariance(1), songs).n_good, 1U);
  EXPECT_EQ(judged(invariance(1, true), songs).n_good, 4U);
}

TEST(Judge, UnsureOfTheSameTwoGenresInEitherOrderIsTheSameAnswer) {
  const auto unsure = [](const std::string& label, std::vector<double> probabilities) {
    return Answer{.label = label, .unsure = true, .probabilities = std::move(probabilities)};
  };
  const Answer rock = unsure("rock", {0.5, 0.4, 0.1});
  const Answer metal = unsure("metal", {0.4, 0.5, 0.1});
  Answer sure = metal;
  sure.unsure = false;
  EXPECT_EQ(judged(invariance(1), {song("a", {rock, metal})}).verdict, Verdict::kPassed);
  EXPECT_EQ(judged(invariance(1), {song("a", {rock, sure})}).verdict, Verdict::kFailed);
  EXPECT_EQ(judged(invariance(1), {song("a", {rock, unsure("pop", {0.4, 0.1, 0.5})})}).verdict,
            Verdict::kFailed);
}

TEST(Judge, ConfidentNonsenseFailsEvenWhereUnsureIsTaken) {
  EXPECT_EQ(judged(invariance(0.5, true), {song("a", {answer(0.9), answer(0.1)})}).verdict,
            Verdict::kFailed);
}

TEST(Judge, ADirectionMayFallAndRiseAsFarAsItIsAllowed) {
  const auto outcome = [](double may_rise) {
    return judged(direction(1, may_rise, 3),
                  {song("a", {answer(0.9), answer(0.6), answer(0.69), answer(0.2)})});
  };
  EXPECT_EQ(outcome(0.1).verdict, Verdict::kPassed);
  EXPECT_EQ(outcome(0.08).verdict, Verdict::kFailed);
  EXPECT_NEAR(outcome(0.08).misses.front().by, 0.09, 1e-12);
}

TEST(Judge, ADirectionCountsARiseOverSeveralSteps) {
  const std::vector<HeardSong> songs{song("a", {answer(0.6), answer(0.65), answer(0.7)})};
  const Outcome outcome = judged(direction(1, 0.07, 2), songs);
  EXPECT_EQ(outcome.verdict, Verdict::kFailed);
  EXPECT_NEAR(outcome.misses.front().by, 0.1, 1e-12);
  ASSERT_EQ(outcome.mean_probabilities.size(), 3U);
  EXPECT_NEAR(outcome.mean_probabilities[1], 0.65, 1e-12);
}

TEST(Judge, ARiseToEvenOddsSpeaksForNoGenre) {
  EXPECT_EQ(judged(direction(1, 0.01, 1), {song("a", {answer(0.1), answer(0.5)})}).verdict,
            Verdict::kPassed);
  EXPECT_EQ(judged(direction(1, 0.01, 1), {song("a", {answer(0.1), answer(0.52)})}).verdict,
            Verdict::kFailed);
}

TEST(Judge, ADirectionOfAGenreThatIsNotThereIsNotAsked) {
  Case asked = direction(1, 0, 1);
  asked.genre = "polka";
  const Outcome outcome = judged(asked, {song("a", {answer(0.1), answer(0.9)})});
  EXPECT_EQ(outcome.verdict, Verdict::kNotAsked);
  EXPECT_NE(outcome.reason.find("polka"), std::string::npos);
}

TEST(Judge, SongsThatDoNotTakeAnAlterationAreLeftOutAndCounted) {
  HeardSong refusing = song("a", {answer(0.9)});
  refusing.altered.front().push_back({.answers = {}, .failure = "too many channels"});
  const Outcome some = judged(invariance(1), {refusing, song("b", {answer(0.9), answer(0.8)})});
  EXPECT_EQ(some.verdict, Verdict::kPassed);
  EXPECT_EQ(some.n_songs, 1U);
  EXPECT_EQ(some.n_left_out, 1U);
  EXPECT_EQ(some.left_out_reason, "too many channels");
  const Outcome none = judged(invariance(1), {refusing});
  EXPECT_EQ(none.verdict, Verdict::kNotAsked);
  EXPECT_NE(none.reason.find("too many channels"), std::string::npos);
  EXPECT_EQ(judged(direction(1, 0, 1), {refusing}).verdict, Verdict::kNotAsked);
}

TEST(Judge, SongsThatCouldNotBeReadAreNotAskedAbout) {
  HeardSong unread;
  unread.error = "cannot read a";
  EXPECT_EQ(judged(invariance(1), {unread}).verdict, Verdict::kNotAsked);
  EXPECT_EQ(judged(functionality(1), {unread}).verdict, Verdict::kNotAsked);
  EXPECT_EQ(judged(direction(1, 0, 1), {unread}).verdict, Verdict::kNotAsked);
}

TEST(Judge, TotalVariationIsNoneForEqualAndOneForDisjointProbabilities) {
  const std::vector<double> first{1, 0};
  const std::vector<double> second{0, 1};
  const std::vector<double> between{0.25, 0.75};
  EXPECT_EQ(total_variation(first, first), 0);
  EXPECT_EQ(total_variation(first, second), 1);
  EXPECT_EQ(total_variation(first, between), 0.75);
}

}  // namespace
}  // namespace earmark::behave
