#include "earmark/ml/random_forest_config.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace earmark::ml {
namespace {

TEST(RandomForestConfig, RejectsWhatIsOutOfRange) {
  const auto rejects = [](auto change) {
    RandomForestConfig config;
    change(config);
    EXPECT_THROW(config.validate(), std::invalid_argument);
  };
  EXPECT_NO_THROW(RandomForestConfig{}.validate());
  rejects([](auto& c) { c.n_estimators = 0; });
  rejects([](auto& c) { c.max_depth = 0; });
  rejects([](auto& c) { c.min_samples_split = 1; });
  rejects([](auto& c) { c.min_samples_leaf = 0; });
  rejects([](auto& c) { c.min_weight_fraction_leaf = 0.6; });
  rejects([](auto& c) { c.max_leaf_nodes = 1; });
  rejects([](auto& c) { c.min_impurity_decrease = -1.0; });
  rejects([](auto& c) { c.max_samples = 0.0; });
  rejects([](auto& c) { c.max_samples = std::size_t{0}; });
  rejects([](auto& c) {
    c.bootstrap = false;
    c.max_samples = 0.5;
  });
  rejects([](auto& c) {
    c.bootstrap = false;
    c.oob_score = true;
  });
  rejects([](auto& c) { c.max_features = {MaxFeatures::Rule::kFraction, 1.5}; });
  rejects([](auto& c) { c.max_features = {MaxFeatures::Rule::kCount, 0.5}; });
  rejects([](auto& c) { c.class_weight = {ClassWeight::Rule::kNone, {1.0}}; });
  rejects([](auto& c) { c.class_weight = {ClassWeight::Rule::kValues, {-1.0}}; });
}

TEST(MaxFeatures, CountsAsScikitLearn) {
  EXPECT_EQ(MaxFeatures::parse("sqrt").count(57), 7U);
  EXPECT_EQ(MaxFeatures::parse("log2").count(57), 5U);
  EXPECT_EQ(MaxFeatures::parse("all").count(57), 57U);
  EXPECT_EQ(MaxFeatures::parse("12").count(57), 12U);
  EXPECT_EQ(MaxFeatures::parse("100").count(57), 57U);
  EXPECT_EQ(MaxFeatures::parse("0.1").count(57), 5U);
  EXPECT_EQ(MaxFeatures::parse("0.001").count(57), 1U);
  EXPECT_EQ(MaxFeatures::parse("1.0").count(57), 57U);
  for (const char* bad : {"", "0", "-1", "1.5", "some", "nan", "2.0"}) {
    EXPECT_THROW((void)MaxFeatures::parse(bad), std::invalid_argument) << bad;
  }
}

TEST(ClassWeight, TakesScikitLearnsNames) {
  EXPECT_EQ(ClassWeight::parse("none").rule, ClassWeight::Rule::kNone);
  EXPECT_THROW((void)ClassWeight::parse("even"), std::invalid_argument);
}

TEST(Criterion, TakesScikitLearnsNames) {
  EXPECT_EQ(parse_criterion("gini"), Criterion::kGini);
  EXPECT_EQ(parse_criterion("entropy"), Criterion::kEntropy);
  EXPECT_EQ(parse_criterion("log_loss"), Criterion::kEntropy);
  EXPECT_THROW((void)parse_criterion("Gini"), std::invalid_argument);
}

}  // namespace
}  // namespace earmark::ml
