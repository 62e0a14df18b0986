#include <gtest/gtest.h>

#include <limits>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "earmark/inference/classifier.h"
#include "earmark/inference/ensemble.h"
#include "earmark/inference/mean_probabilities.h"
#include "earmark/inference/prediction_json.h"
#include "segment_scores.h"
#include "sounds.h"
#include "taggers.h"

namespace earmark::inference {
namespace {

using test::mentions;
using Genres = std::vector<std::string>;

const Genres kGenres{"jazz", "pop", "rock"};
const std::string kTrunks = "musicnn:aa ced:bb";

/// A head on embeddings of four values.
ml::LogisticRegression small_head(const Genres& genres = kGenres,
                                  const std::string& trunks = kTrunks) {
  return test::random_head(4, genres, trunks);
}

std::string refusal(std::span<const std::byte> bytes, const Genres& genres = kGenres,
                    const std::string& trunks = kTrunks) {
  return test::refusal([&] { (void)load_member("tagger", bytes, genres, "a/file", trunks); });
}

TEST(LoadMember, ATaggerWantsEmbeddingsAndTheMeanOfLogits) {
  EXPECT_EQ(input_of("tagger"), Input::kEmbedding);
  const auto tagger = load_member("tagger", small_head().to_bytes(), kGenres, "f", kTrunks);
  EXPECT_EQ(tagger->input(), Input::kEmbedding);
  EXPECT_EQ(tagger->song_mean(), SongMean::kGeometric);
  EXPECT_EQ(load_member("forest", test::shipped("forest.forest"),
                        Bundle::open(test::kShipped).manifest().genres, "f")
                ->song_mean(),
            SongMean::kArithmetic);
}

TEST(LoadMember, RefusesATaggerOfOtherTrunks) {
  const std::string why = refusal(small_head().to_bytes(), kGenres, "musicnn:aa ced:cc");
  EXPECT_TRUE(mentions(why, "a/file cannot be used") && mentions(why, "\"musicnn:aa ced:bb\"") &&
              mentions(why, "\"musicnn:aa ced:cc\""))
      << why;
  EXPECT_NE(refusal(small_head().to_bytes(), kGenres, "ced:bb musicnn:aa"), "");
  EXPECT_NE(refusal(small_head().to_bytes(), kGenres, ""), "");
  EXPECT_EQ(refusal(small_head().to_bytes()), "");
}

TEST(LoadMember, RefusesATaggerOfOtherGenres) {
  EXPECT_TRUE(mentions(refusal(small_head().to_bytes(), {"jazz", "rock", "pop"}),
                       "knows the genres jazz, pop, rock, the bundle names jazz, rock, pop"));
  EXPECT_TRUE(mentions(refusal(small_head().to_bytes(), {"jazz", "rock"}),
                       "it knows 3 genres, the bundle names 2"));
}

TEST(LoadMember, RefusesDamagedTaggersAndOtherFilesForThem) {
  EXPECT_NE(refusal({}), "");
  EXPECT_NE(refusal(test::shipped("naive-bayes.nb")), "");
  EXPECT_NE(refusal(test::shipped("ced.onnx")), "");
  const auto bytes = small_head().to_bytes();
  EXPECT_NE(refusal(std::span{bytes}.first(bytes.size() / 2)), "");
}

TEST(TaggerMember, RefusesEmbeddingsOfAnotherLength) {
  const auto tagger = load_member("tagger", small_head().to_bytes(), kGenres, "f", kTrunks);
  const std::vector<float> x(5, 1.0F);
  std::vector<double> out(3);
  tagger->predict({x.data(), 1, 4}, {out.data(), 1, 3});
  EXPECT_NEAR(out[0] + out[1] + out[2], 1.0, 1e-12);
  const std::string why = test::refusal([&] {
    tagger->predict({x.data(), 1, 5}, {out.data(), 1, 3});
  });
  EXPECT_TRUE(mentions(why, "embeddings of 4 values, and the trunks give 5")) << why;
}

TEST(TaggerMember, RefusesAnAnswerThatIsNoProbability) {
  const auto tagger = load_member("tagger", small_head().to_bytes(), kGenres, "f", kTrunks);
  const std::vector<float> x(4, std::numeric_limits<float>::quiet_NaN());
  std::vector<double> out(3);
  EXPECT_NE(test::refusal([&] { tagger->predict({x.data(), 1, 4}, {out.data(), 1, 3}); }), "");
}

Classifier open(const test::TaggerBundle& bundle, const std::string& profile,
                bool load_in_background = false) {
  return Classifier::open(
      bundle.path(), {.profile = profile, .members = {}, .load_in_background = load_in_background});
}

/// All of a prediction, segments included.
std::string whole(const Prediction& prediction) {
  return to_json(prediction, "a", {.segments = true});
}

TEST(Classifier, ATaggerAnswersWithTheOthers) {
  const test::TaggerBundle bundle;
  const Prediction p = Classifier::open(bundle.path()).predict(test::wav(test::music(7, 1)));
  EXPECT_EQ(p.kind, Kind::kMusic);
  ASSERT_EQ(p.members.size(), 2U);
  EXPECT_EQ(p.members[0].first, "forest");
  EXPECT_EQ(p.members[1].first, "tagger");
  for (std::size_t g = 0; g < p.probabilities.size(); ++g) {
    EXPECT_NEAR(p.probabilities[g], (p.members[0].second[g] + p.members[1].second[g]) / 2, 1e-12);
  }
}

TEST(Classifier, ATaggersSongIsTheMeanOfItsSegmentsLogits) {
  const test::TaggerBundle bundle;
  const Prediction p = open(bundle, "tagger").predict(test::wav(test::music(7, 2)));
  ASSERT_EQ(p.segments.size(), 2U);
  MeanProbabilities mean{SongMean::kGeometric, p.probabilities.size()};
  for (const SegmentPrediction& segment : p.segments) {
    mean.add(segment.probabilities);
  }
  const std::vector<double> want = mean.value();
  for (std::size_t g = 0; g < want.size(); ++g) {
    EXPECT_NEAR(p.probabilities[g], want[g], 1e-12);
  }
}

TEST(Classifier, ATaggerAnswersTheSameOnThreadsAndWhileItIsRead) {
  const test::TaggerBundle bundle;
  const auto song = test::wav(test::music(31, 3));
  const Classifier ready = Classifier::open(bundle.path());
  const std::string alone = whole(ready.predict(song));
  EXPECT_EQ(whole(ready.predict(song, {.n_threads = 2})), alone);
  for (const std::size_t n_threads : {1U, 2U}) {
    const Classifier background = open(bundle, "both", true);
    EXPECT_EQ(whole(background.predict(song, {.n_threads = n_threads})), alone) << n_threads;
  }
}

/// The same answer, to the last digits of arithmetic in single precision.
void expect_same_answer(const Prediction& answer, const Prediction& expected) {
  constexpr double kTolerance = 1e-6;
  EXPECT_EQ(answer.best(), expected.best());
  ASSERT_EQ(answer.probabilities.size(), expected.probabilities.size());
  for (std::size_t i = 0; i < expected.probabilities.size(); ++i) {
    EXPECT_NEAR(answer.probabilities[i], expected.probabilities[i], kTolerance);
  }
  EXPECT_TRUE(expected.music.has_value());
  EXPECT_NEAR(answer.music.value_or(-1.0), expected.music.value_or(0.0), kTolerance);
  ASSERT_EQ(answer.tags.size(), expected.tags.size());
  const std::map<std::string, double> tags{expected.tags.begin(), expected.tags.end()};
  for (const auto& [name, probability] : answer.tags) {
    EXPECT_NEAR(probability, tags.at(name), kTolerance) << name;
  }
}

TEST(Classifier, OverlapChangesNeitherTagsNorMusicOfATagger) {
  const test::TaggerBundle bundle;
  bundle.copy().change_manifest([](BundleManifest& m) {
    m.music = MusicRule{.trunk = "musicnn", .tags = {"guitar", "rock"}, .least = 0.0};
  });
  const auto song = test::wav(test::joined(test::music(7, 3), test::music(6, 8)));
  for (const bool load_in_background : {false, true}) {
    const Classifier classifier = Classifier::open(
        bundle.path(),
        {.profile = {}, .members = {}, .tags = true, .load_in_background = load_in_background});
    const Prediction pieces = classifier.predict(song);
    const Prediction steps = classifier.predict(song, {.hop_s = 1.0});
    EXPECT_EQ(steps.segments.size(), 11U);
    EXPECT_EQ(steps.n_segments, pieces.n_segments);
    expect_same_answer(steps, pieces);
  }
}

TEST(Classifier, ShortAndSilentSoundsSuitATagger) {
  const test::TaggerBundle bundle;
  const Classifier classifier = open(bundle, "tagger");
  EXPECT_EQ(classifier.predict(test::wav(test::music(0.6, 4))).kind, Kind::kMusic);
  EXPECT_EQ(classifier.predict(test::wav(test::silence(7))).kind, Kind::kSilence);
}

TEST(Ensemble, ReadsTrunksOnlyForMembersThatHearThroughThem) {
  const test::TaggerBundle bundle;
  const Bundle opened = Bundle::open(bundle.path());
  EXPECT_TRUE(Ensemble::load(ModelStore{opened}, {"forest"}).embedder().empty());
  EXPECT_FALSE(Ensemble::load(ModelStore{opened}, {"forest", "tagger"}).embedder().empty());
}

TEST(Ensemble, ATrunkThatCannotBeReadIsReportedWhereItIsNeeded) {
  const test::TaggerBundle bundle;
  std::filesystem::remove(bundle.path() / "ced.onnx");
  const Ensemble ensemble = Ensemble::load(ModelStore::open(bundle.path()), {"tagger"});
  const std::string why = test::refusal([&] { ensemble.wait_until_ready(); });
  EXPECT_TRUE(mentions(why, "ced.onnx")) << why;
}

/// Rows of all inputs of a segment, and what the members answer to it alone.
struct Heard {
  std::vector<float> table;
  std::vector<float> patches;
  std::vector<double> forest;
  std::vector<double> tagger;

  Heard(const Ensemble& ensemble, std::uint32_t seed)
      : table(57, static_cast<float>(seed)), forest(10), tagger(10) {
    for (const features::LogMelPatchConfig& config : ensemble.embedder().patches()) {
      const auto patch = test::patch_values(config, seed);
      patches.insert(patches.end(), patch.begin(), patch.end());
    }
    std::vector<float> embedding(ensemble.embedder().n_values());
    ensemble.embedder().embed(patches, embedding);
    ensemble.predict(0, {.table = {table.data(), 1, 57}}, {forest.data(), 1, 10});
    ensemble.predict(1, {.embedding = {embedding.data(), 1, embedding.size()}},
                     {tagger.data(), 1, 10});
  }
};

/// Whether each segment's scores are its own, when some or all came before the members were read.
void expect_own_scores(const Ensemble& scored, const std::vector<Heard>& heard) {
  SegmentScores scores{scored, false};
  for (std::size_t i = 0; i < heard.size(); ++i) {
    const std::size_t s = i * 5 % heard.size();
    scores.add({.index = s, .table = heard[s].table, .patches = heard[s].patches});
  }
  scores.finish(2);
  for (std::size_t s = 0; s < heard.size(); ++s) {
    ASSERT_EQ(scores.of(s).rows(), 2U) << s;
    for (std::size_t g = 0; g < 10; ++g) {
      EXPECT_NEAR(scores.of(s)(0, g), heard[s].forest[g], 1e-12) << s;
      EXPECT_NEAR(scores.of(s)(1, g), heard[s].tagger[g], 1e-12) << s;
    }
  }
}

TEST(SegmentScores, KeepsEachSegmentsEmbeddingWhateverTheOrder) {
  constexpr std::uint32_t kSegments = 18;  // a full batch and a rest
  const test::TaggerBundle bundle;
  const Bundle opened = Bundle::open(bundle.path());
  const Ensemble ready = Ensemble::load(ModelStore{opened}, {"forest", "tagger"});
  ready.wait_until_ready();
  std::vector<Heard> heard;
  for (std::uint32_t seed = 0; seed < kSegments; ++seed) {
    heard.emplace_back(ready, seed);
  }
  expect_own_scores(ready, heard);
  expect_own_scores(Ensemble::load(ModelStore{opened}, {"forest", "tagger"}), heard);
}

TEST(SegmentScores, SegmentsThatCameBeforeTheMembersWereReadAreScoredOnceTheyAre) {
  const test::TaggerBundle bundle;
  const Bundle opened = Bundle::open(bundle.path());
  const Ensemble ready = Ensemble::load(ModelStore{opened}, {"forest", "tagger"});
  const Heard heard{ready, 1};
  const Ensemble ensemble = Ensemble::load(ModelStore{opened}, {"forest", "tagger"});
  SegmentScores scores{ensemble, true};
  scores.add({.index = 0, .table = heard.table, .patches = heard.patches});
  ensemble.wait_until_ready();
  scores.catch_up(1);
  const std::vector<double> answers = scores.copy_of(0);
  ASSERT_EQ(answers.size(), 20U);
  for (std::size_t g = 0; g < 10; ++g) {
    EXPECT_NEAR(answers[g], heard.forest[g], 1e-12);
    EXPECT_NEAR(answers[10 + g], heard.tagger[g], 1e-12);
  }
}

}  // namespace
}  // namespace earmark::inference
