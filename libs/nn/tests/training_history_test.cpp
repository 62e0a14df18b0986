#include "earmark/nn/training_history.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace earmark::nn {
namespace {

EpochFigures figures(std::size_t epoch) {
  EpochFigures f;
  f.epoch = epoch;
  f.learning_rate = 1e-4;
  f.loss = 2.0;
  f.accuracy = 0.25;
  f.seconds = 1.5;
  return f;
}

TEST(TrainingHistory, EpochIsOneLineAndLeavesOutWhatThereIsNot) {
  EXPECT_EQ(epoch_to_json(figures(3)),
            R"({"epoch":3,"learning_rate":0.0001,"loss":2.0,"accuracy":0.25,"seconds":1.5})");
}

TEST(TrainingHistory, HoldsEveryEpoch) {
  CnnTraining training;
  training.history = {figures(1), figures(2)};
  training.history[1].val_loss = 1.5;
  training.history[1].val_accuracy = 0.5;
  training.best_epoch = 2;
  training.stopped_early = true;
  const auto json = nlohmann::json::parse(history_to_json(training));
  EXPECT_EQ(json["best_epoch"], 2);
  EXPECT_EQ(json["stopped_early"], true);
  ASSERT_EQ(json["epochs"].size(), 2U);
  EXPECT_FALSE(json["epochs"][0].contains("val_loss"));
  EXPECT_EQ(json["epochs"][1]["val_accuracy"], 0.5);
}

TEST(TrainingHistory, EpochsAloneAreAListWithoutSeconds) {
  CnnTraining training;
  training.history = {figures(1), figures(2)};
  const auto json = nlohmann::json::parse(epochs_to_json(training));
  ASSERT_EQ(json.size(), 2U);
  EXPECT_EQ(
      json[1],
      (nlohmann::json{{"epoch", 2}, {"learning_rate", 1e-4}, {"loss", 2.0}, {"accuracy", 0.25}}));
}

}  // namespace
}  // namespace earmark::nn
