#include "earmark/nn/train_cnn.h"

#include <ATen/Parallel.h>
#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <vector>

#include "earmark/base/errors.h"
#include "earmark/base/thread_pool.h"
#include "earmark/nn/predict_cnn.h"
#include "synthetic_segments.h"

namespace earmark::nn {
namespace {

using test::SyntheticSegments;

CnnConfig quick(std::size_t epochs) {
  CnnConfig config;
  config.epochs = epochs;
  config.learning_rate = 1e-3;
  config.n_threads = 2;
  return config;
}

double squares(const std::vector<float>& values) {
  double sum = 0.0;
  for (const float value : values) {
    sum += static_cast<double>(value) * value;
  }
  return sum;
}

double first_val_loss(const CnnTraining& training) {
  return training.history.front().val_loss.value_or(std::numeric_limits<double>::quiet_NaN());
}

TEST(TrainCnn, HasTheReferencesNumberOfParameters) {
  const SyntheticSegments data{20, 10, 1};
  const auto training = train_cnn(data.view(), {}, 10, quick(1));
  EXPECT_EQ(n_trained_parameters(training.weights), 265'404U);
}

TEST(TrainCnn, LearnsWhatCanBeLearned) {
  const SyntheticSegments train{240, 4, 1};
  const SyntheticSegments valid{80, 4, 2};
  std::size_t epochs_told = 0;
  const auto training =
      train_cnn(train.view(), valid.view(), 4, quick(6),
                [&](const EpochFigures& figures) { EXPECT_EQ(figures.epoch, ++epochs_told); });
  EXPECT_EQ(epochs_told, 6U);
  ASSERT_EQ(training.history.size(), 6U);
  EXPECT_GT(training.history.back().val_accuracy.value_or(0.0), 0.95);
  EXPECT_LT(training.history.back().loss, training.history.front().loss);
  EXPECT_EQ(training.best_epoch, 6U);
}

TEST(TrainCnn, GivesTheSameBitsForASeedWhateverTheThreads) {
  const SyntheticSegments data{70, 3, 1};
  CnnConfig config = quick(2);
  config.dropout = 0.3;
  const auto first = train_cnn(data.view(), {}, 3, config);
  const auto again = train_cnn(data.view(), {}, 3, config);
  EXPECT_EQ(first.weights.dense1_kernel, again.weights.dense1_kernel);
  EXPECT_EQ(first.weights.conv1_kernel, again.weights.conv1_kernel);
  config.n_threads = 1;
  const auto alone = train_cnn(data.view(), {}, 3, config);
  EXPECT_EQ(first.weights.dense1_kernel, alone.weights.dense1_kernel);
  config.seed = 1;
  const auto other = train_cnn(data.view(), {}, 3, config);
  EXPECT_NE(first.weights.dense1_kernel, other.weights.dense1_kernel);
}

TEST(TrainCnn, LossContainsThePenaltyOnTheSecondConvolution) {
  const SyntheticSegments data{64, 3, 1};
  CnnConfig config = quick(1);
  config.learning_rate = 1e-9;  // so that the weights hardly move
  config.l2 = 0.0;
  const auto without = train_cnn(data.view(), data.view(), 3, config);
  config.l2 = 0.5;
  const auto with = train_cnn(data.view(), data.view(), 3, config);
  const double penalty = 0.5 * squares(with.weights.conv2_kernel);
  // Losses are sums of floats.
  EXPECT_NEAR(with.history[0].loss - without.history[0].loss, penalty, 1e-4 * penalty);
  EXPECT_NEAR(first_val_loss(with) - first_val_loss(without), penalty, 1e-4 * penalty);
}

TEST(TrainCnn, EarlyStoppingRestoresTheBestEpoch) {
  const SyntheticSegments train{64, 4, 1};
  // Labels that have nothing to do with the sound: validation only gets worse.
  SyntheticSegments valid{32, 4, 2};
  for (auto& label : valid.labels) {
    label = (label + 1) % 4;
  }
  CnnConfig config = quick(30);
  config.early_stopping_patience = 2;
  const auto stopped = train_cnn(train.view(), valid.view(), 4, config);
  EXPECT_TRUE(stopped.stopped_early);
  ASSERT_EQ(stopped.history.size(), stopped.best_epoch + 2);
  config.early_stopping_patience = 0;
  config.epochs = stopped.best_epoch;
  const auto direct = train_cnn(train.view(), valid.view(), 4, config);
  EXPECT_EQ(stopped.weights.dense2_kernel, direct.weights.dense2_kernel);
}

// Losses are means of float sums.
constexpr double kLossTolerance = 1e-5;

// Copies leave the moments of the batch as they were; a weight of 0 must take them from the loss,
// and the mean is over twice the samples.
TEST(TrainCnn, WeightsOfZeroAddNothingToTheLoss) {
  const SyntheticSegments data{32, 2, 1};
  CnnConfig config = quick(1);
  config.l2 = 0.0;
  config.batch_size = 64;
  const double alone = train_cnn(data.view(), {}, 2, config).history[0].loss;
  SyntheticSegments twice = data;
  twice.mfcc.insert(twice.mfcc.end(), data.mfcc.begin(), data.mfcc.end());
  std::vector<float> weights(64, 1.0F);
  for (std::size_t i = 0; i < 32; ++i) {
    twice.labels.push_back(1 - data.labels[i]);  // what would be learned from the copies is wrong
    twice.rows.push_back(32 + i);
    weights[32 + i] = 0.0F;
  }
  LabelledSegments view = twice.view();
  view.weights = weights;
  const double weighted = train_cnn(view, {}, 2, config).history[0].loss;
  EXPECT_NEAR(2.0 * weighted, alone, kLossTolerance * alone);
  view.weights = {};
  EXPECT_GT(2.0 * train_cnn(view, {}, 2, config).history[0].loss, 1.5 * alone);
}

TEST(TrainCnn, BalancedWeightsAreScikitLearns) {
  SyntheticSegments data{60, 2, 1};
  std::array<float, 2> n_of{};
  for (std::size_t i = 0; i < 60; ++i) {
    data.labels[i] = i < 45 ? 0 : 1;
    n_of[data.labels[i]] += 1.0F;
  }
  CnnConfig config = quick(2);
  config.class_weight = ClassWeight::kBalanced;
  const auto balanced = train_cnn(data.view(), {}, 2, config);
  config.class_weight = ClassWeight::kNone;
  std::vector<float> weights;
  weights.reserve(data.labels.size());
  for (const std::uint32_t label : data.labels) {
    weights.push_back(60.0F / (2.0F * n_of[label]));
  }
  LabelledSegments view = data.view();
  view.weights = weights;
  const auto by_hand = train_cnn(view, {}, 2, config);
  EXPECT_EQ(balanced.history[1].loss, by_hand.history[1].loss);
  EXPECT_EQ(balanced.weights.dense1_kernel, by_hand.weights.dense1_kernel);
}

TEST(TrainCnn, ValidationLossIsTheWeightedCrossEntropyOfSmoothedLabels) {
  const SyntheticSegments data{48, 3, 1};
  const SyntheticSegments held_out{30, 3, 2};
  std::vector<float> weights;
  for (std::size_t i = 0; i < 30; ++i) {
    weights.push_back(0.25F * static_cast<float>(i % 5));
  }
  LabelledSegments valid = held_out.view();
  valid.weights = weights;
  CnnConfig config = quick(1);
  config.l2 = 0.0;
  config.label_smoothing = 0.2;
  config.class_weight = ClassWeight::kBalanced;  // of training alone
  const auto training = train_cnn(data.view(), valid, 3, config);
  const auto p = predict_cnn(training.weights, held_out.mfcc);
  double sum = 0.0;
  for (std::size_t i = 0; i < 30; ++i) {
    for (std::size_t c = 0; c < 3; ++c) {
      const double target = (held_out.labels[i] == c ? 0.8 : 0.0) + 0.2 / 3.0;
      sum -= static_cast<double>(weights[i]) * target * std::log(static_cast<double>(p[i * 3 + c]));
    }
  }
  constexpr double kProbabilityRounding = 1e-3;  // logarithms of float probabilities near 0
  EXPECT_NEAR(first_val_loss(training), sum / 30.0, kProbabilityRounding);
}

TEST(TrainCnn, TakesAllCoresAfterATrainingOnOne) {
  const SyntheticSegments data{8, 2, 1};
  CnnConfig config = quick(1);
  config.kernels = CnnKernels::kLibtorch;  // its threads can be counted
  config.n_threads = 1;
  (void)train_cnn(data.view(), {}, 2, config);
  EXPECT_EQ(at::get_num_threads(), 1);
  config.n_threads = 0;
  (void)train_cnn(data.view(), {}, 2, config);
  EXPECT_EQ(at::get_num_threads(), static_cast<int>(ThreadPool::available_processors()));
}

TEST(TrainCnn, AConstantCoefficientIsNotScaled) {
  SyntheticSegments data{32, 2, 1};
  for (std::size_t i = 0; i < data.mfcc.size(); i += kNCoefficients) {
    data.mfcc[i] = 0.1F;
  }
  CnnConfig config = quick(1);
  config.standardize = true;
  const auto training = train_cnn(data.view(), {}, 2, config);
  EXPECT_EQ(training.weights.input_scale[0], 1.0F);
  EXPECT_NEAR(training.weights.input_scale[2], 0.1, 0.01);  // noise of deviation 10
}

TEST(TrainCnn, StandardizedInputIsIndifferentToUnits) {
  const SyntheticSegments data{32, 2, 1};
  SyntheticSegments scaled = data;
  for (float& value : scaled.mfcc) {
    value *= 4.0F;  // a power of two: no rounding
  }
  CnnConfig config = quick(1);
  config.standardize = true;
  const auto a = train_cnn(data.view(), {}, 2, config);
  const auto b = train_cnn(scaled.view(), {}, 2, config);
  EXPECT_EQ(a.weights.dense1_kernel, b.weights.dense1_kernel);
}

TEST(TrainCnn, EndsAfterTheBatchAtHandWhenInterrupted) {
  const SyntheticSegments data{32, 2, 1};
  std::atomic<bool> interrupted{false};
  const auto training = train_cnn(
      data.view(), {}, 2, quick(50), [&](const EpochFigures&) { interrupted = true; },
      &interrupted);
  EXPECT_TRUE(training.interrupted);
  EXPECT_EQ(training.history.size(), 1U);
  EXPECT_EQ(training.best_epoch, 1U);
}

TEST(TrainCnn, RefusesDataThatCannotBeTrainedOn) {
  SyntheticSegments data{32, 2, 1};
  EXPECT_THROW((void)train_cnn(data.view(), {}, 3, quick(1)), DataError);  // an empty genre
  EXPECT_THROW((void)train_cnn(data.view(), {}, 1, quick(1)), std::invalid_argument);
  EXPECT_THROW((void)train_cnn({}, {}, 2, quick(1)), std::invalid_argument);
  CnnConfig stopping = quick(1);
  stopping.early_stopping_patience = 1;
  EXPECT_THROW((void)train_cnn(data.view(), {}, 2, stopping), std::invalid_argument);
  CnnConfig plateau = quick(1);
  plateau.schedule = LearningRateSchedule::kPlateau;
  EXPECT_THROW((void)train_cnn(data.view(), {}, 2, plateau), std::invalid_argument);
  data.mfcc[5] = std::numeric_limits<float>::quiet_NaN();
  EXPECT_THROW((void)train_cnn(data.view(), {}, 2, quick(1)), DataError);
  data.mfcc[5] = 0.0F;
  data.rows[3] = 32;
  EXPECT_THROW((void)train_cnn(data.view(), {}, 2, quick(1)), std::invalid_argument);
}

TEST(TrainCnn, SaysWhenTheLossIsLost) {
  const SyntheticSegments data{64, 2, 1};
  CnnConfig config = quick(20);
  config.learning_rate = 1e30;
  EXPECT_THROW((void)train_cnn(data.view(), {}, 2, config), DataError);
}

TEST(PredictCnn, ProbabilitiesAddToOne) {
  const SyntheticSegments data{16, 4, 1};
  const auto training = train_cnn(data.view(), {}, 4, quick(1));
  const auto probabilities = predict_cnn(training.weights, data.mfcc);
  ASSERT_EQ(probabilities.size(), 16U * 4U);
  for (std::size_t i = 0; i < 16; ++i) {
    float sum = 0.0F;
    for (std::size_t c = 0; c < 4; ++c) {
      sum += probabilities[i * 4 + c];
    }
    EXPECT_NEAR(sum, 1.0F, 4 * std::numeric_limits<float>::epsilon());
  }
  EXPECT_THROW((void)predict_cnn(training.weights, std::span{data.mfcc}.first(5)),
               std::invalid_argument);
}

}  // namespace
}  // namespace earmark::nn
