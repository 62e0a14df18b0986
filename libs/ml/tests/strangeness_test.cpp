#include "earmark/ml/strangeness.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "class_rows.h"
#include "earmark/ml/logistic_regression.h"

namespace earmark::ml {
namespace {

using test::kColumns;
using test::kFirst;
using test::kShrinkage;

constexpr StrangenessConfig kConfig{
    .first_column = kFirst, .n_columns = kColumns, .shrinkage = kShrinkage};

struct Rows : test::ClassRows {
  [[nodiscard]] Strangeness fit(const StrangenessConfig& config = kConfig) const {
    return Strangeness::fit(X.view(), numbers, y, 3, groups, config);
  }
};

TEST(Strangeness, IsMahalanobisDistanceToTheNearestClass) {
  const Rows rows;
  const Strangeness strangeness = rows.fit();
  test::Square covariance;
  test::Square means;
  test::naive_scatter(rows, covariance, means);
  for (std::size_t row = 0; row < 30; ++row) {
    double least = std::numeric_limits<double>::infinity();
    for (const auto& mean : means) {
      least = std::min(least, test::squared_distance(rows, row, covariance, mean));
    }
    EXPECT_NEAR(strangeness.distance(rows.X.row(row)), std::sqrt(least), 1e-4) << row;
  }
}

TEST(Strangeness, NineTenthsOfUnheardRowsPassForUsual) {
  const Rows rows;
  const Strangeness strangeness = rows.fit();
  std::size_t n_flat = 0;
  for (std::size_t row = 0; row < rows.X.rows(); ++row) {
    n_flat += strangeness.flattening(rows.X.row(row)) > 1.0 ? 1U : 0U;
  }
  EXPECT_NEAR(static_cast<double>(n_flat) / static_cast<double>(rows.X.rows()), 0.1, 0.04);
}

TEST(Strangeness, WhatIsFarFromAllClassesFlattensMore) {
  const Rows rows;
  const Strangeness strangeness = rows.fit();
  std::vector<float> far(rows.X.row(0).begin(), rows.X.row(0).end());
  far[kFirst + 1] += 30.0F;
  EXPECT_GT(strangeness.flattening(far), 10.0);
  far[0] = 1e6F;  // a column that is not looked at
  EXPECT_GT(strangeness.flattening(far), 10.0);
  EXPECT_EQ(Rows{}.fit({kFirst, kColumns, kShrinkage, 0.9, 0.0}).flattening(far), 1.0);
}

TEST(Strangeness, ColumnsThatDoNotVaryAreNoHarm) {
  Rows rows;
  for (std::size_t row = 0; row < rows.X.rows(); ++row) {
    rows.X(row, kFirst + 1) = 7.0F;
    rows.X(row, kFirst + 3) = rows.X(row, kFirst + 2);
  }
  EXPECT_TRUE(std::isfinite(rows.fit().distance(rows.X.row(5))));
  std::fill_n(rows.X.row(0).data(), rows.X.rows() * rows.X.stride(), 1.0F);
  EXPECT_EQ(rows.fit().flattening(rows.X.row(5)), 1.0);
}

TEST(Strangeness, WrongArgumentsAreRefused) {
  const Rows rows;
  const auto refused = [&](const StrangenessConfig& config) {
    EXPECT_THROW((void)rows.fit(config), std::invalid_argument);
  };
  refused({kFirst + 1, kColumns});
  refused({kFirst, 0});
  refused({kFirst, kColumns, 0.0});
  refused({kFirst, kColumns, kShrinkage, 1.0});
  refused({kFirst, kColumns, kShrinkage, 0.9, -1.0});
  Rows alone;
  std::ranges::fill(alone.groups, "one artist");
  EXPECT_THROW((void)alone.fit(), std::invalid_argument);
  EXPECT_THROW((void)rows.fit().distance(std::vector<float>(kFirst + kColumns - 1)),
               std::invalid_argument);
  EXPECT_THROW(Strangeness(Strangeness::Parts{}), std::invalid_argument);
}

TEST(Strangeness, FlattensARegressionAndComesBackFromItsFile) {
  const Rows rows;
  std::vector<double> coefficients(3 * (kFirst + kColumns), 0.0);
  coefficients[kFirst] = 1.0;
  const LogisticRegression plain{coefficients, {0.0, 0.0, 0.0}};
  auto flat = LogisticRegression{plain}.flattened_by(rows.fit());
  const auto back = LogisticRegression::from_bytes(flat.to_bytes());
  EXPECT_EQ(back.to_bytes(), flat.to_bytes());
  std::vector<float> far(rows.X.row(0).begin(), rows.X.row(0).end());
  far[kFirst] = 20.0F;
  const auto probability = [&](const LogisticRegression& model) {
    std::vector<double> p(3);
    model.predict_proba({far.data(), 1, far.size()}, {p.data(), 1, p.size()});
    return p[0];
  };
  EXPECT_GT(probability(plain), 0.99);
  EXPECT_LT(probability(flat), 0.9);
  EXPECT_EQ(probability(back), probability(flat));
  EXPECT_THROW(
      (void)LogisticRegression(std::vector<double>(6), {0.0, 0.0}).flattened_by(rows.fit()),
      std::invalid_argument);
}

}  // namespace
}  // namespace earmark::ml
