#include "pipeline_params.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "earmark/base/atomic_file.h"
#include "earmark/command_line/usage.h"
#include "support/temp_dir.h"

namespace earmark::cli {
namespace {

class PipelineParamsTest : public ::testing::Test {
 protected:
  [[nodiscard]] std::filesystem::path with(const std::string& yaml) const {
    std::filesystem::path file = folder_.path() / "params.yaml";
    write_file(file, yaml);
    return file;
  }

 private:
  test::TempDir folder_;
};

TEST_F(PipelineParamsTest, SplitSetsRuleSharesAndSeed) {
  const auto sides = split_params(
      with("split:\n  rule: column:fold\n  valid_fraction: 0.3\n  test_fraction: 0.4\n  seed: 7\n"
           "  excerpts: false\n"));
  EXPECT_EQ(sides.rule.name(), "column:fold");
  EXPECT_EQ(sides.valid_fraction, 0.3);
  EXPECT_EQ(sides.test_fraction, 0.4);
  EXPECT_EQ(sides.seed, 7U);
  EXPECT_FALSE(sides.excerpts);
}

TEST_F(PipelineParamsTest, AbsentSectionsLeaveWhatIsUsual) {
  const auto file = with("forest:\n  n_estimators: 7\n");
  EXPECT_EQ(split_params(file).rule.name(), "by-artist");
  EXPECT_EQ(augmentation_params(file).n_copies, 0U);
  EXPECT_EQ(features_params(file).trunks, "");
  EXPECT_EQ(gtzan_params(file).model, "forest");
  EXPECT_EQ(ensemble_params(file).sure_accuracy, 0.9);
}

TEST_F(PipelineParamsTest, AugmentationTakesEveryChangeOrNone) {
  const auto copies =
      augmentation_params(with("augmentation:\n  copies: 2\n  gain_db: -6..6\n  tempo: none\n"));
  EXPECT_EQ(copies.n_copies, 2U);
  EXPECT_EQ(copies.ranges.gain_db, (augment::Range{-6, 6}));
  EXPECT_FALSE(copies.ranges.tempo.has_value());
  EXPECT_EQ(copies.text, "gain_db -6..6\n");
}

TEST_F(PipelineParamsTest, WrongValuesAreTold) {
  EXPECT_THROW((void)split_params(with("split:\n  rule: by-artists\n")), UsageError);
  EXPECT_THROW((void)split_params(with("split:\n  rule: 'column:'\n")), UsageError);
  EXPECT_THROW((void)split_params(with("split:\n  valid_fraction: 0.6\n  test_fraction: 0.5\n")),
               UsageError);
  EXPECT_THROW((void)gtzan_params(with("gtzan:\n  model: cnn\n")), UsageError);
  EXPECT_THROW((void)augmentation_params(with("augmentation:\n  gain_db: loud\n")), UsageError);
  EXPECT_THROW((void)augmentation_params(with("augmentation:\n  gain: 3\n")), UsageError);
}

}  // namespace
}  // namespace earmark::cli
