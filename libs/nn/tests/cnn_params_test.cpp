#include "earmark/nn/cnn_params.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

#include "params_refusal.h"

namespace earmark::nn {
namespace {

std::string message_of(const std::string& text) {
  return test::params_refusal(parse_cnn_params, text);
}

TEST(CnnParams, AbsentSectionGivesTheReferencesValues) {
  const CnnConfig config = parse_cnn_params("forest:\n  n_estimators: 3\n", "p.yaml");
  EXPECT_EQ(config.epochs, 50U);
  EXPECT_EQ(config.batch_size, 32U);
  EXPECT_EQ(config.learning_rate, 1e-4);
  EXPECT_EQ(config.l2, 0.01);
  EXPECT_EQ(parse_cnn_params("", "p.yaml").epochs, 50U);
}

TEST(CnnParams, ReadsEveryKindOfValue) {
  const CnnConfig config = parse_cnn_params(
      "cnn:\n  seed: 7\n  learning_rate: 2e-3\n  standardize: true\n  schedule: one-cycle\n"
      "  class_weight: balanced\n  early_stopping_patience: 4\n",
      "p.yaml");
  EXPECT_EQ(config.seed, 7U);
  EXPECT_EQ(config.learning_rate, 2e-3);
  EXPECT_TRUE(config.standardize);
  EXPECT_EQ(config.schedule, LearningRateSchedule::kOneCycle);
  EXPECT_EQ(config.class_weight, ClassWeight::kBalanced);
  EXPECT_EQ(config.early_stopping_patience, 4U);
}

TEST(CnnParams, UnknownKeyNamesItsLineAndTheNearestName) {
  EXPECT_EQ(message_of("cnn:\n  epochs: 3\n  lerning_rate: 1\n"),
            "p.yaml line 3: unknown key \"lerning_rate\", did you mean \"learning_rate\"?");
}

TEST(CnnParams, UnknownSectionNamesItsLineAndTheNearestName) {
  EXPECT_EQ(message_of("forest:\n\ncnnn:\n  epochs: 3\n"),
            "p.yaml line 3: unknown section \"cnnn\", did you mean \"cnn\"?");
}

TEST(CnnParams, UnknownWordNamesItsLineAndTheNearestWord) {
  EXPECT_EQ(message_of("cnn:\n  schedule: cosin\n"),
            "p.yaml line 2: \"cosin\" is no choice, did you mean \"cosine\"?");
}

TEST(CnnParams, AWordThatIsNearNoneIsToldWhichThereAre) {
  EXPECT_EQ(message_of("cnn:\n  class_weight: heavy\n"),
            "p.yaml line 2: \"heavy\" is no choice, only balanced, none.");
}

TEST(CnnParams, WrongTypeOrRangeNamesTheLine) {
  EXPECT_EQ(message_of("cnn:\n  epochs: many\n"),
            "p.yaml line 2: the value of \"epochs\" has the wrong type.");
  EXPECT_NE(message_of("cnn:\n  dropout: 1.5\n").find("dropout must lie in [0, 1)"),
            std::string::npos);
  EXPECT_NE(message_of("cnn: [1, 2]\n").find("line 1"), std::string::npos);
  EXPECT_NE(message_of("cnn:\n  a: [\n").find("no YAML"), std::string::npos);
}

template <typename Change>
void expect_refused(const Change& change) {
  CnnConfig config;
  change(config);
  EXPECT_THROW(config.validate(), std::invalid_argument);
}

TEST(CnnConfig, RefusesValuesOutOfRange) {
  expect_refused([](CnnConfig& c) { c.epochs = 0; });
  expect_refused([](CnnConfig& c) { c.batch_size = 0; });
  expect_refused([](CnnConfig& c) { c.learning_rate = 0.0; });
  expect_refused([](CnnConfig& c) { c.l2 = -1.0; });
  expect_refused([](CnnConfig& c) { c.label_smoothing = 1.0; });
  expect_refused([](CnnConfig& c) { c.plateau_factor = 1.0; });
  expect_refused([](CnnConfig& c) { c.plateau_patience = 0; });
  expect_refused([](CnnConfig& c) { c.early_stopping_min_delta = -1.0; });
  EXPECT_NO_THROW(CnnConfig{}.validate());
}

}  // namespace
}  // namespace earmark::nn
