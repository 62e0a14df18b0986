#include <gtest/gtest.h>

#include <cstddef>
#include <vector>

#include "earmark/base/matrix.h"
#include "earmark/ml/calibration.h"

namespace earmark::ml {
namespace {

/// Answers of class 0 with rising confidence from 0.5, and their true classes.
struct Answers {
  Matrix<double> probabilities;
  std::vector<int> y;

  explicit Answers(const std::vector<int>& truth) : probabilities{truth.size(), 2}, y{truth} {
    for (std::size_t row = 0; row < y.size(); ++row) {
      const double p = 0.5 + 0.4 * static_cast<double>(row + 1) / static_cast<double>(y.size());
      probabilities.view()(row, 0) = p;
      probabilities.view()(row, 1) = 1.0 - p;
    }
  }
  [[nodiscard]] UnsureThreshold choose(double wanted) const {
    return choose_unsure_threshold(probabilities.view(), y, wanted);
  }
};

TEST(UnsureThreshold, NeedsTwentySureAnswersOrATenthOfFew) {
  EXPECT_EQ(least_sure_answers(1), 1U);
  EXPECT_EQ(least_sure_answers(10), 1U);
  EXPECT_EQ(least_sure_answers(101), 11U);
  EXPECT_EQ(least_sure_answers(200), 20U);
  EXPECT_EQ(least_sure_answers(100'000), 20U);
}

TEST(UnsureThreshold, AFewLuckyAnswersAreNoEvidence) {
  std::vector<int> truth(300);
  for (std::size_t row = 0; row < truth.size(); ++row) {
    truth[row] = row % 2 == 0 ? 1 : 0;  // every other one is right
  }
  for (std::size_t row = 290; row < 300; ++row) {
    truth[row] = 0;  // and the ten most confident
  }
  const UnsureThreshold chosen = Answers{truth}.choose(0.9);
  EXPECT_LE(chosen.share_unsure, 0.5) << "none reaches 90 % on 20 answers: half stay sure";
  for (std::size_t row = 280; row < 300; ++row) {
    truth[row] = 0;
  }
  const UnsureThreshold earned = Answers{truth}.choose(0.9);
  EXPECT_GE(earned.accuracy_sure, 0.9);
  EXPECT_LE(earned.share_unsure, 280.0 / 300.0);
  EXPECT_GT(earned.share_unsure, 0.5);
}

}  // namespace
}  // namespace earmark::ml
