#include "earmark/inference/stage_times.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

#include "bundles.h"
#include "earmark/inference/classifier.h"
#include "earmark/inference/prediction_json.h"
#include "sounds.h"

namespace earmark::inference {
namespace {

using Clock = StageTimes::Clock;
/// Of a difference of two times, in seconds.
constexpr double kRounding = 1e-9;

using Names = std::vector<std::string>;

Names names_of(const std::vector<Stage>& stages) {
  Names names;
  std::ranges::transform(stages, std::back_inserter(names), &Stage::name);
  return names;
}

TEST(StageTimes, GatherFirstStartLastEndAndTheSumBetween) {
  using std::chrono::milliseconds;
  StageTimes times{{"member.forest"}};
  const auto at = [&](int ms) { return times.start() + milliseconds{ms}; };
  times.add(SongStage::kResample, at(30), at(50), 0.01);
  times.add(SongStage::kResample, at(10), at(20), 0.02);
  const std::vector<Stage> stages = times.stages();
  ASSERT_EQ(names_of(stages), Names{"resample"});
  EXPECT_DOUBLE_EQ(stages[0].busy_s, 0.03);
  EXPECT_DOUBLE_EQ(stages[0].start_s, 0.01);
  EXPECT_DOUBLE_EQ(stages[0].end_s, 0.05);
  {
    const StageTimer timer{&times, kSongStages.size()};
    const StageTimer nowhere{nullptr, 99};
  }
  EXPECT_EQ(names_of(times.stages()), (Names{"resample", "member.forest"}));
}

TEST(StageTimes, NameWhatAPredictionWentThrough) {
  const auto stages = [](const ClassifierOptions& options) {
    return names_of(Classifier::open(test::kShipped, options)
                        .predict(test::wav(test::music(7, 1)), {.n_threads = 2})
                        .stages);
  };
  EXPECT_EQ(stages({.members = {"forest", "cnn"}}),
            (Names{"decode", "resample", "features", "member.forest", "member.cnn"}));
  EXPECT_EQ(
      stages({.members = {"tagger"}}),
      (Names{"decode", "resample", "patches", "trunk.musicnn", "trunk.ced", "member.tagger"}));
}

TEST(StageTimes, LieWithinThePredictionAndHaveNoPartInItsJson) {
  const auto song = test::wav(test::music(60, 2));
  for (const bool load_in_background : {false, true}) {
    const Classifier classifier = Classifier::open(
        test::kShipped,
        {.members = {"forest", "tagger"}, .load_in_background = load_in_background});
    const auto begin = Clock::now();
    const Prediction p = classifier.predict(song);
    const double took_s = std::chrono::duration<double>{Clock::now() - begin}.count();
    double busy_s = 0;
    for (const Stage& stage : p.stages) {
      EXPECT_GE(stage.start_s, 0) << stage.name;
      EXPECT_LE(stage.busy_s, stage.end_s - stage.start_s + kRounding) << stage.name;
      EXPECT_LE(stage.end_s, took_s) << stage.name;
      busy_s += stage.busy_s;
    }
    EXPECT_LE(busy_s, took_s);  // one thread does one thing at a time
    EXPECT_EQ(to_json(p, "a").find("stages"), std::string::npos);
  }
}

}  // namespace
}  // namespace earmark::inference
