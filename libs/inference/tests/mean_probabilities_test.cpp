#include "earmark/inference/mean_probabilities.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "earmark/ml/logistic_regression.h"

namespace earmark::inference {
namespace {

constexpr double kRounding = 1e-12;  // logarithms and exponentials of values of size 1 to 10

std::vector<double> mean_of(SongMean mean, const std::vector<std::vector<double>>& rows) {
  MeanProbabilities gathered{mean, rows.at(0).size()};
  for (const std::vector<double>& row : rows) {
    gathered.add(row);
  }
  return gathered.value();
}

void expect_near(const std::vector<double>& got, const std::vector<double>& want) {
  ASSERT_EQ(got.size(), want.size());
  for (std::size_t i = 0; i < got.size(); ++i) {
    EXPECT_NEAR(got[i], want[i], kRounding) << i;
  }
}

TEST(MeanProbabilities, ArithmeticIsTheMean) {
  expect_near(mean_of(SongMean::kArithmetic, {{0.5, 0.25, 0.25}, {0.1, 0.9, 0.0}}),
              {0.3, 0.575, 0.125});
}

TEST(MeanProbabilities, OneSegmentIsItsOwnMean) {
  const std::vector<double> one{0.2, 0.7, 0.1};
  EXPECT_EQ(mean_of(SongMean::kArithmetic, {one}), one);
  expect_near(mean_of(SongMean::kGeometric, {one}), one);
}

TEST(MeanProbabilities, GeometricIsTheSoftmaxOfTheMeanLogits) {
  const std::vector<std::vector<double>> logits{
      {1.0, -2.0, 0.5}, {4.0, 3.0, -7.0}, {0.0, 0.0, 1.0}};
  std::vector<double> mean(3);
  std::vector<std::vector<double>> probabilities = logits;
  for (std::vector<double>& row : probabilities) {
    for (std::size_t g = 0; g < 3; ++g) {
      mean[g] += row[g] / 3;
    }
    (void)ml::softmax(row);
  }
  (void)ml::softmax(mean);
  expect_near(mean_of(SongMean::kGeometric, probabilities), mean);
}

TEST(MeanProbabilities, AProbabilityOfZeroDoesNotRuleAGenreOut) {
  const std::vector<double> p =
      mean_of(SongMean::kGeometric, {{0.0, 1.0}, {1.0, 0.0}, {1.0, 0.0}, {1.0, 0.0}});
  EXPECT_GT(p[1], 0.0);
  EXPECT_GT(p[0], p[1]);
  expect_near({p[0] + p[1]}, {1.0});
  expect_near(mean_of(SongMean::kGeometric, {{0.0, 1.0}, {1.0, 0.0}}), {0.5, 0.5});
}

}  // namespace
}  // namespace earmark::inference
