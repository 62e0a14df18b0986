#include "learning_rate.h"

#include <gtest/gtest.h>

namespace earmark::nn {
namespace {

constexpr double kRounding = 1e-12;

CnnConfig config_with(LearningRateSchedule schedule) {
  CnnConfig config;
  config.schedule = schedule;
  config.epochs = 10;
  config.learning_rate = 1.0;
  config.plateau_patience = 2;
  return config;
}

TEST(LearningRate, StaysWithoutSchedule) {
  const CnnConfig config = config_with(LearningRateSchedule::kNone);
  const LearningRate rate{config, 10};
  EXPECT_EQ(rate.at(0), 1.0);
  EXPECT_EQ(rate.at(99), 1.0);
}

TEST(LearningRate, CosineIsHalfInTheMiddle) {
  const CnnConfig config = config_with(LearningRateSchedule::kCosine);
  const LearningRate rate{config, 10};
  EXPECT_NEAR(rate.at(0), 1.0, kRounding);
  EXPECT_NEAR(rate.at(50), 0.5, kRounding);
  EXPECT_LT(rate.at(99), 1e-3);
}

TEST(LearningRate, OneCyclePeaksAfterThreeTenths) {
  const CnnConfig config = config_with(LearningRateSchedule::kOneCycle);
  const LearningRate rate{config, 10};
  EXPECT_NEAR(rate.at(0), 0.04, kRounding);
  EXPECT_NEAR(rate.at(30), 1.0, kRounding);
  EXPECT_LT(rate.at(99), 1e-2);
}

TEST(LearningRate, PlateauHalvesAfterItsPatience) {
  const CnnConfig config = config_with(LearningRateSchedule::kPlateau);
  LearningRate rate{config, 10};
  for (const double loss : {3.0, 2.0, 2.0}) {
    rate.epoch_ended(loss);
    EXPECT_EQ(rate.at(1), 1.0);
  }
  rate.epoch_ended(2.5);
  EXPECT_EQ(rate.at(1), 0.5);
}

}  // namespace
}  // namespace earmark::nn
