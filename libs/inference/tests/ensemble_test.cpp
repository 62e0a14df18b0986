#include "earmark/inference/ensemble.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <stdexcept>
#include <vector>

#include "bundles.h"
#include "no_new_threads.h"
#include "segment_scores.h"

namespace earmark::inference {
namespace {

using test::mentions;

constexpr std::size_t kColumns = 57;
constexpr std::size_t kTensor = 1690;
constexpr std::size_t kGenres = 10;

std::vector<float> random_values(std::size_t n) {
  std::mt19937 engine{7};
  std::uniform_real_distribution<float> any{-200, 3000};
  std::vector<float> values(n);
  for (float& value : values) {
    value = any(engine);
  }
  return values;
}

/// Of some segments, from the first on.
SegmentInputs inputs(const std::vector<float>& table, const std::vector<float>& mfcc,
                     std::size_t first, std::size_t n) {
  return {.table = {table.data() + first * kColumns, n, kColumns},
          .mfcc = {mfcc.data() + first * kTensor, n, kTensor}};
}

std::vector<std::string> all_members() { return {"forest", "naive-bayes", "cnn"}; }

TEST(Ensemble, ABatchAnswersAsEachSegmentAlone) {
  constexpr std::size_t kSegments = 20;
  constexpr double kTolerance = 1e-6;  // what the engine promises for networks
  const Ensemble ensemble = Ensemble::load(ModelStore::open(test::kShipped), all_members());
  const std::vector<float> table = random_values(kSegments * kColumns);
  const std::vector<float> mfcc = random_values(kSegments * kTensor);
  std::vector<double> batch(kSegments * kGenres);
  std::vector<double> alone(kGenres);
  for (std::size_t m = 0; m < ensemble.size(); ++m) {
    ensemble.predict(m, inputs(table, mfcc, 0, kSegments), {batch.data(), kSegments, kGenres});
    for (std::size_t s = 0; s < kSegments; ++s) {
      ensemble.predict(m, inputs(table, mfcc, s, 1), {alone.data(), 1, kGenres});
      for (std::size_t g = 0; g < kGenres; ++g) {
        EXPECT_NEAR(batch[s * kGenres + g], alone[g], kTolerance) << ensemble.name(m);
      }
    }
  }
}

TEST(Ensemble, ReadsItsMembersWhereTheSystemGivesNoThreads) {
  const test::NoNewThreads guard;
  const Ensemble ensemble =
      Ensemble::load(ModelStore::open(test::kShipped), {"forest", "naive-bayes"});
  EXPECT_FALSE(ensemble.is_ready());
  ensemble.wait_until_ready();
  EXPECT_TRUE(ensemble.is_ready());
}

TEST(Ensemble, CombinesByWeightThenTemperature) {
  const test::BundleCopy copy;
  copy.change_manifest([](BundleManifest& m) {
    m.members[0].weight = 3;
    m.calibrations = {{{"forest", "naive-bayes"}, 2.0, 0.4}};
  });
  const Ensemble ensemble =
      Ensemble::load(ModelStore::open(copy.path()), {"naive-bayes", "forest"});
  EXPECT_TRUE(ensemble.calibrated());
  EXPECT_EQ(ensemble.unsure_below(), 0.4);
  std::vector<double> members(2 * kGenres, 0.05);
  members[0] = 0.55;            // naive Bayes leans to the first genre
  members[kGenres + 1] = 0.55;  // the forest, of three times its weight, to the second
  const std::vector<double> p = ensemble.combine({members.data(), 2, kGenres});
  const double sum = std::sqrt(0.175) + std::sqrt(0.425) + 8 * std::sqrt(0.05);
  EXPECT_NEAR(p[0], std::sqrt(0.175) / sum, 1e-12);
  EXPECT_NEAR(p[1], std::sqrt(0.425) / sum, 1e-12);
  EXPECT_NEAR(p[2], std::sqrt(0.05) / sum, 1e-12);
}

TEST(Ensemble, WithoutACalibrationNothingIsChangedOrUnsure) {
  const test::BundleCopy copy;
  copy.change_manifest([](BundleManifest& m) {
    std::erase_if(m.calibrations,
                  [](const auto& c) { return c.members == std::vector<std::string>{"forest"}; });
  });
  const Ensemble ensemble = Ensemble::load(ModelStore::open(copy.path()), {"forest"});
  EXPECT_FALSE(ensemble.calibrated());
  EXPECT_EQ(ensemble.unsure_below(), 0.0);
  std::vector<double> answer(kGenres, 0.0);
  answer[3] = 0.25;
  answer[4] = 0.75;
  EXPECT_EQ(ensemble.combine({answer.data(), 1, kGenres}), answer);
  EXPECT_THROW((void)ensemble.combine({answer.data(), 2, kGenres / 2}), std::invalid_argument);
}

TEST(Ensemble, SaysWhichMembersThereAre) {
  const ModelStore bundle = ModelStore::open(test::kShipped);
  EXPECT_THROW((void)Ensemble::load(bundle, {}), std::invalid_argument);
  const std::string why = test::refusal([&] { (void)Ensemble::load(bundle, {"oracle"}); });
  EXPECT_TRUE(mentions(why, "\"oracle\"") && mentions(why, "forest, naive-bayes, cnn")) << why;
}

TEST(Ensemble, AMemberThatCannotBeReadIsReportedWhereItIsNeeded) {
  const test::BundleCopy copy;
  std::filesystem::remove(copy.path() / "cnn.onnx");
  const Ensemble ensemble = Ensemble::load(ModelStore::open(copy.path()), {"forest", "cnn"});
  EXPECT_TRUE(mentions(test::refusal([&] { ensemble.wait_until_ready(); }), "cnn.onnx"));
  const std::vector<float> mfcc(kTensor);
  std::vector<double> out(kGenres);
  EXPECT_TRUE(
      mentions(test::refusal([&] {
                 ensemble.predict(1, {.mfcc = {mfcc.data(), 1, kTensor}}, {out.data(), 1, kGenres});
               }),
               "cnn.onnx"));
}

TEST(SegmentScores, KeepsEachSegmentsAnswersWhateverTheOrder) {
  constexpr std::size_t kSegments = 37;  // two full batches and a rest
  const Ensemble ensemble = Ensemble::load(ModelStore::open(test::kShipped), all_members());
  ensemble.wait_until_ready();
  const std::vector<float> table = random_values(kSegments * kColumns);
  const std::vector<float> mfcc = random_values(kSegments * kTensor);
  SegmentScores scores{ensemble, false};
  for (std::size_t i = 0; i < kSegments; ++i) {
    const std::size_t s = i * 5 % kSegments;
    if (s != 11) {
      scores.add({.index = s,
                  .table = std::span{table}.subspan(s * kColumns, kColumns),
                  .mfcc = std::span{mfcc}.subspan(s * kTensor, kTensor)});
    }
  }
  scores.finish(1);
  EXPECT_EQ(scores.of(11).rows(), 0U);
  EXPECT_EQ(scores.of(kSegments).rows(), 0U);
  std::vector<double> alone(kGenres);
  for (std::size_t s = 0; s < kSegments; ++s) {
    for (std::size_t m = 0; s != 11 && m < ensemble.size(); ++m) {
      ensemble.predict(m, inputs(table, mfcc, s, 1), {alone.data(), 1, kGenres});
      ASSERT_EQ(scores.of(s).rows(), ensemble.size());
      for (std::size_t g = 0; g < kGenres; ++g) {
        EXPECT_NEAR(scores.of(s)(m, g), alone[g], 1e-6) << s << ensemble.name(m);
      }
    }
  }
  scores.clear();
  scores.finish(1);
  EXPECT_EQ(scores.of(0).rows(), 0U);
}

}  // namespace
}  // namespace earmark::inference
