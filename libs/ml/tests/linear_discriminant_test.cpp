#include "earmark/ml/linear_discriminant.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>
#include <utility>
#include <vector>

#include "class_rows.h"

namespace earmark::ml {
namespace {

using test::kColumns;
using test::kFirst;

/// The rows in double, as a regression learns from them.
struct Rows : test::ClassRows {
  Matrix<double> wide{X.rows(), X.cols()};

  Rows() {
    for (std::size_t row = 0; row < X.rows(); ++row) {
      std::ranges::copy(X.row(row), wide.row(row).begin());
    }
  }

  [[nodiscard]] LogisticRegression fit(const LinearDiscriminantConfig& config = {
                                           kFirst, kColumns, test::kShrinkage}) const {
    return linear_discriminant(std::as_const(wide).view(), y, 3, config);
  }
};

std::vector<double> scores_of(const LogisticRegression& model, std::span<const float> x) {
  std::vector<double> scores(static_cast<std::size_t>(model.n_classes()));
  model.decision_function(x, scores);
  return scores;
}

TEST(LinearDiscriminant, ScoresDifferAsHalvedSquaredDistances) {
  const Rows rows;
  const LogisticRegression model = rows.fit();
  test::Square covariance;
  test::Square means;
  test::naive_scatter(rows, covariance, means);
  for (std::size_t row = 0; row < 30; ++row) {
    std::vector<double> expected;
    for (const auto& mean : means) {
      expected.push_back(-0.5 * test::squared_distance(rows, row, covariance, mean));
    }
    const auto scores = scores_of(model, rows.X.row(row));
    EXPECT_NEAR(scores[1] - scores[0], expected[1] - expected[0], 1e-3) << row;
    EXPECT_NEAR(scores[2] - scores[0], expected[2] - expected[0], 1e-3) << row;
  }
}

TEST(LinearDiscriminant, OtherColumnsDoNotCount) {
  const Rows rows;
  const LogisticRegression model = rows.fit();
  for (std::size_t c = 0; c < 3; ++c) {
    EXPECT_EQ(model.coefficients()(c, 0), 0.0);
    EXPECT_EQ(model.coefficients()(c, kFirst - 1), 0.0);
  }
}

TEST(LinearDiscriminant, TogetherBothCountAlike) {
  const Rows rows;
  const LogisticRegression model = rows.fit();
  std::vector<double> coefficients(3 * rows.X.cols());
  std::ranges::transform(std::span{model.coefficients().data(), coefficients.size()},
                         coefficients.begin(),
                         [](double coefficient) { return 100.0 * coefficient; });
  std::vector<double> intercepts{model.intercepts().begin(), model.intercepts().end()};
  std::ranges::for_each(intercepts, [](double& intercept) { intercept *= 100.0; });
  const LogisticRegression steep{std::move(coefficients), std::move(intercepts)};
  const auto X = std::as_const(rows.wide).view();
  const auto once = scores_of(model, rows.X.row(0));
  const auto twice = scores_of(together(model, steep, X), rows.X.row(0));
  for (std::size_t c = 0; c < 3; ++c) {
    EXPECT_NEAR(twice[c], 2.0 * once[c], 1e-6);
  }
}

TEST(LinearDiscriminant, WrongArgumentsAreRefused) {
  const Rows rows;
  EXPECT_THROW((void)rows.fit({kFirst + 1, kColumns}), std::invalid_argument);
  EXPECT_THROW((void)rows.fit({kFirst, 0}), std::invalid_argument);
  EXPECT_THROW((void)rows.fit({kFirst, kColumns, 0.0}), std::invalid_argument);
  Rows two_classes;
  std::ranges::replace(two_classes.y, 2, 1);
  EXPECT_THROW((void)two_classes.fit(), std::invalid_argument);
  const LogisticRegression other{std::vector<double>(6), {0.0, 0.0, 0.0}};
  EXPECT_THROW((void)together(rows.fit(), other, std::as_const(rows.wide).view()),
               std::invalid_argument);
}

}  // namespace
}  // namespace earmark::ml
