#include "model_params.h"

#include <gtest/gtest.h>

#include <string>

#include "earmark/base/atomic_file.h"
#include "earmark/base/thread_pool.h"
#include "earmark/command_line/usage.h"
#include "support/temp_dir.h"

namespace earmark::cli {
namespace {

ForestParams params_of(const std::string& line) {
  const test::TempDir folder;
  const auto file = folder.path() / "params.yaml";
  write_file(file, "forest:\n  " + line + "\n");
  return forest_params(file);
}

/// The message that a line is refused with; "" where it is taken.
std::string refusal(const std::string& line) {
  try {
    (void)params_of(line);
  } catch (const UsageError& error) {
    return error.what();
  }
  return "";
}

TEST(ForestParams, NoFileGivesTheDefaults) {
  const ForestParams params = forest_params("");
  EXPECT_EQ(params.config.n_estimators, 100U);
  EXPECT_EQ(params.config.criterion, ml::Criterion::kGini);
  EXPECT_FALSE(params.n_jobs);
}

TEST(ForestParams, CriterionTakesScikitLearnsNames) {
  EXPECT_EQ(params_of("criterion: gini").config.criterion, ml::Criterion::kGini);
  EXPECT_EQ(params_of("criterion: entropy").config.criterion, ml::Criterion::kEntropy);
  EXPECT_EQ(params_of("criterion: log_loss").config.criterion, ml::Criterion::kEntropy);
}

TEST(ForestParams, WrongNamesAreAnsweredWithTheRightOnes) {
  const std::string criterion = refusal("criterion: entropi");
  EXPECT_NE(criterion.find("line 2: criterion: it must be one of"), std::string::npos) << criterion;
  for (const char* part : {"gini", "entropy", "log_loss", "did you mean entropy?"}) {
    EXPECT_NE(criterion.find(part), std::string::npos) << criterion;
  }
  const std::string class_weight = refusal("class_weight: balance");
  EXPECT_NE(class_weight.find("balanced_subsample"), std::string::npos) << class_weight;
}

TEST(ForestParams, JobsAreACountOrAllProcessors) {
  EXPECT_EQ(params_of("n_jobs: 3").n_jobs, 3U);
  EXPECT_EQ(params_of("n_jobs: -1").n_jobs, ThreadPool::available_processors());
  EXPECT_FALSE(params_of("n_jobs: null").n_jobs);
  for (const char* bad : {"n_jobs: 0", "n_jobs: -2", "n_jobs: 1.5", "n_jobs: 2000"}) {
    EXPECT_NE(refusal(bad).find("n_jobs: it must be"), std::string::npos) << refusal(bad);
  }
}

TEST(ForestParams, MaxSamplesIsACountOrAShare) {
  EXPECT_EQ(std::get<std::size_t>(params_of("max_samples: 50").config.max_samples), 50U);
  EXPECT_EQ(std::get<double>(params_of("max_samples: 0.5").config.max_samples), 0.5);
  EXPECT_EQ(std::get<double>(params_of("max_samples: 5e-1").config.max_samples), 0.5);
  EXPECT_EQ(params_of("max_samples: null").config.max_samples.index(), 0U);
  EXPECT_NE(refusal("max_samples: 0.0"), "");
  EXPECT_NE(refusal("max_samples: 1.5"), "");
}

TEST(ForestParams, OutOfBagScoreNeedsBootstrap) {
  EXPECT_TRUE(params_of("oob_score: true").config.oob_score);
  EXPECT_NE(refusal("oob_score: true\n  bootstrap: false").find("oob_score needs bootstrap"),
            std::string::npos);
}

TEST(ForestParams, ImpurityDecreaseReachesTheEntropyOfManyClasses) {
  EXPECT_EQ(params_of("min_impurity_decrease: 2.5").config.min_impurity_decrease, 2.5);
  EXPECT_NE(refusal("min_impurity_decrease: 9"), "");
}

}  // namespace
}  // namespace earmark::cli
