#include "earmark/ml/logistic_regression.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <random>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "earmark/base/errors.h"
#include "earmark/ml/standard_scaler.h"
#include "golden.h"

namespace earmark::ml {
namespace {

using test::Grid;

// fit() ends where the gradient is under tol of the parameters' size; these are of size 1 to 10.
constexpr double kTol = 1e-10;
constexpr double kGradientTolerance = 1e-8;
// Of a parameter where the curvature is 0.01 or more, as the penalty makes it here.
constexpr double kParameterTolerance = 1e-6;
constexpr double kRounding = 1e-12;  // a few units at values of size 1 to 10

LogisticRegressionConfig config(double C = 1.0, bool balanced = false) {
  return {.C = C, .balanced = balanced, .tol = kTol};
}

/// Rows around a different corner for each class, class c standing in for each c-th row.
struct Blobs {
  Grid<double> X;
  std::vector<int> y;
  std::vector<double> weights;

  explicit Blobs(std::size_t n_rows = 60) : X{n_rows, 3} {
    std::mt19937 engine{11};
    std::normal_distribution<double> noise;
    std::uniform_real_distribution<double> weight{0.1, 3.0};
    for (std::size_t r = 0; r < n_rows; ++r) {
      const std::size_t c = r % 7 < 4 ? 0 : r % 7 < 6 ? 1 : 2;
      y.push_back(static_cast<int>(c));
      weights.push_back(weight(engine));
      for (std::size_t f = 0; f < 3; ++f) {
        X.view()(r, f) = noise(engine) + (f == c ? 1.5 : 0.0);
      }
    }
  }

  [[nodiscard]] LogisticRegression fit(const LogisticRegressionConfig& how,
                                       std::span<const double> sample_weight = {}) const {
    return LogisticRegression::fit(X.view(), y, 3, sample_weight, how);
  }
};

Grid<double> probabilities(const LogisticRegression& model, const Grid<double>& X) {
  Grid<float> narrow{X.n_rows, X.n_cols};
  std::ranges::transform(X.values, narrow.values.begin(),
                         [](double x) { return static_cast<float>(x); });
  Grid<double> p{X.n_rows, static_cast<std::size_t>(model.n_classes())};
  model.predict_proba(std::as_const(narrow).view(), p.view());
  return p;
}

std::vector<double> parameters(const LogisticRegression& model) {
  std::vector<double> all;
  for (std::size_t c = 0; c < model.coefficients().rows(); ++c) {
    const auto row = model.coefficients().row(c);
    all.insert(all.end(), row.begin(), row.end());
  }
  all.insert(all.end(), model.intercepts().begin(), model.intercepts().end());
  return all;
}

void expect_near(const std::vector<double>& got, const std::vector<double>& want,
                 double tolerance) {
  ASSERT_EQ(got.size(), want.size());
  for (std::size_t i = 0; i < got.size(); ++i) {
    EXPECT_NEAR(got[i], want[i], tolerance) << i;
  }
}

/// What the header says is minimised, term by term; parameters as parameters() gives them.
double naive_objective(const Blobs& data, std::span<const double> weights, double C,
                       const std::vector<double>& parameters) {
  double value = 0.0;
  for (std::size_t i = 0; i < 9; ++i) {
    value += 0.5 * parameters[i] * parameters[i];
  }
  for (std::size_t r = 0; r < data.y.size(); ++r) {
    std::array<double, 3> scores{};
    for (std::size_t c = 0; c < 3; ++c) {
      scores[c] = parameters[9 + c];
      for (std::size_t f = 0; f < 3; ++f) {
        scores[c] += parameters[3 * c + f] * data.X.view()(r, f);
      }
    }
    const double sum = std::exp(scores[0]) + std::exp(scores[1]) + std::exp(scores[2]);
    const double p = std::exp(scores[static_cast<std::size_t>(data.y[r])]) / sum;
    value -= C * weights[r] * std::log(p);
  }
  return value;
}

TEST(LogisticRegression, TheGradientOfTheHeadersFormulaIsZeroAtItsMinimum) {
  constexpr double kStep = 1e-4;
  // Of central differences: the step squared times a third derivative of some tens, and the
  // rounding of values near 100 over the step.
  constexpr double kDifferenceTolerance = 1e-6;
  const Blobs data;
  for (const double C : {0.01, 1.0, 10.0}) {
    const auto found = parameters(data.fit(config(C), data.weights));
    for (std::size_t i = 0; i < found.size(); ++i) {
      auto above = found;
      auto below = found;
      above[i] += kStep;
      below[i] -= kStep;
      const double slope = (naive_objective(data, data.weights, C, above) -
                            naive_objective(data, data.weights, C, below)) /
                           (2 * kStep);
      EXPECT_NEAR(slope, 0.0, kDifferenceTolerance) << C << ' ' << i;
    }
  }
}

// With x = -1 and 1 and w = (-w, w) the formula's derivative is w = 2 C (1 - p), p = 1/(1+e^-2w).
TEST(LogisticRegression, TwoPointsHaveTheMinimumOfTheirEquation) {
  const std::vector<double> x{-1.0, 1.0};
  const std::vector<int> y{0, 1};
  for (const double C : {0.1, 1.0, 100.0}) {
    const auto model = LogisticRegression::fit({x.data(), 2, 1}, y, 2, {}, config(C));
    const double w = model.coefficients()(1, 0);
    EXPECT_NEAR(w, 2 * C / (1 + std::exp(2 * w)), kGradientTolerance * std::max(1.0, C)) << C;
    EXPECT_NEAR(model.coefficients()(0, 0), -w, kParameterTolerance);
    EXPECT_NEAR(model.intercepts()[0], 0.0, kParameterTolerance);
    EXPECT_NEAR(model.intercepts()[1], 0.0, kParameterTolerance);
  }
}

TEST(LogisticRegression, ClassesThatLieApartAreToldApart) {
  const Grid<double> X{nlohmann::json{{-3, 0}, {-2, 1}, {2, -1}, {3, 0}, {0, 9}, {1, 8}}};
  const std::vector<int> y{0, 0, 1, 1, 2, 2};
  const auto p = probabilities(LogisticRegression::fit(X.view(), y, 3, {}, config(100)), X);
  for (std::size_t r = 0; r < y.size(); ++r) {
    EXPECT_GT(p.view()(r, static_cast<std::size_t>(y[r])), 0.95) << r;
  }
}

TEST(LogisticRegression, TheInterceptIsNotPenalised) {
  // Columns that say nothing and the strongest penalty: only the intercepts can tell the shares.
  const Grid<double> X{nlohmann::json{{1, 0}, {1, 0}, {1, 0}, {1, 0}, {1, 0}, {1, 0}, {1, 0}}};
  const std::vector<int> y{0, 1, 1, 2, 2, 2, 2};
  const auto share = [&](const LogisticRegressionConfig& how) {
    return probabilities(LogisticRegression::fit(X.view(), y, 3, {}, how), X).values;
  };
  for (const double C : {1e-6, 1.0}) {
    const auto p = share(config(C));
    EXPECT_NEAR(p[0], 1.0 / 7, kParameterTolerance) << C;
    EXPECT_NEAR(p[1], 2.0 / 7, kParameterTolerance) << C;
    EXPECT_NEAR(p[2], 4.0 / 7, kParameterTolerance) << C;
  }
  EXPECT_NEAR(share(config(1.0, true))[2], 1.0 / 3, kParameterTolerance);
}

TEST(LogisticRegression, BalancedClassesCountAlikeWhateverTheirRowsWeigh) {
  const Blobs data;
  std::array<double, 3> of_class{};
  for (std::size_t r = 0; r < data.y.size(); ++r) {
    of_class.at(static_cast<std::size_t>(data.y[r])) += data.weights[r];
  }
  const double total = of_class[0] + of_class[1] + of_class[2];
  std::vector<double> weights;
  for (std::size_t r = 0; r < data.y.size(); ++r) {
    const double own = of_class.at(static_cast<std::size_t>(data.y[r]));
    weights.push_back(data.weights[r] * total / (3 * own));
  }
  expect_near(parameters(data.fit(config(1.0, true), data.weights)),
              parameters(data.fit(config(), weights)), kParameterTolerance);
}

TEST(LogisticRegression, AWeightIsThatManyRows) {
  const Grid<double> X{nlohmann::json{{0, 1}, {1, 1}, {2, -1}, {3, 5}}};
  const Grid<double> repeated{
      nlohmann::json{{0, 1}, {1, 1}, {1, 1}, {1, 1}, {2, -1}, {2, -1}, {3, 5}}};
  const std::vector<double> weights{1, 3, 2, 1};
  const auto weighed =
      LogisticRegression::fit(X.view(), std::vector{0, 1, 0, 1}, 2, weights, config());
  const auto rows =
      LogisticRegression::fit(repeated.view(), std::vector{0, 1, 1, 1, 0, 0, 1}, 2, {}, config());
  expect_near(parameters(weighed), parameters(rows), kParameterTolerance);

  const Grid<double> without{nlohmann::json{{0, 1}, {1, 1}, {3, 5}}};
  const auto none = LogisticRegression::fit(X.view(), std::vector{0, 1, 0, 1}, 2,
                                            std::vector<double>{1, 1, 0, 1}, config());
  const auto left_out =
      LogisticRegression::fit(without.view(), std::vector{0, 1, 1}, 2, {}, config());
  expect_near(parameters(none), parameters(left_out), kParameterTolerance);
}

TEST(LogisticRegression, TheSameArgumentsGiveTheSameBits) {
  const Blobs data;
  EXPECT_EQ(parameters(data.fit(config(), data.weights)),
            parameters(data.fit(config(), data.weights)));
}

TEST(LogisticRegression, BeforeScalingAnswersAsAfterIt) {
  constexpr double kFloatTolerance = 1e-6;  // inputs of size 10 as floats, coefficients of size 1
  Blobs data;
  for (std::size_t r = 0; r < data.X.n_rows; ++r) {
    data.X.view()(r, 1) = 5.0 + 0.25 * data.X.view()(r, 1);
    data.X.view()(r, 2) *= 10.0;
  }
  const auto scaler = StandardScaler::fit(std::as_const(data.X).view());
  Blobs scaled = data;
  scaler.transform(std::as_const(data.X).view(), scaled.X.view());
  const auto model = scaled.fit(config()).named({{"a", "b", "c"}, "recipe"});
  const auto direct = model.before_scaling(scaler);
  expect_near(probabilities(direct, data.X).values, probabilities(model, scaled.X).values,
              kFloatTolerance);
  EXPECT_EQ(direct.names().genres, model.names().genres);
  EXPECT_EQ(direct.names().recipe, "recipe");
  EXPECT_THROW((void)model.before_scaling(StandardScaler{{0.0}, {1.0}}), std::invalid_argument);
}

TEST(LogisticRegression, ProbabilitiesAddToOneAtExtremeScores) {
  for (const double size : {0.0, 1.0, 1e5, 1e100}) {
    const LogisticRegression model{{size, -size, size / 2}, {-size, 0.0, size}};
    for (const float x :
         {-std::numeric_limits<float>::max(), -1.0F, 0.0F, 1.0F, 1e30F,
          std::numeric_limits<float>::denorm_min(), std::numeric_limits<float>::max()}) {
      std::vector<double> p(3);
      model.predict_proba(MatrixView<const float>{&x, 1, 1}, {p.data(), 1, 3});
      EXPECT_TRUE(p[0] >= 0.0 && p[1] >= 0.0 && p[2] >= 0.0) << size << ' ' << x;
      EXPECT_NEAR(p[0] + p[1] + p[2], 1.0, kRounding) << size << ' ' << x;
    }
  }
}

TEST(Softmax, ReturnsTheLogarithmOfTheSum) {
  std::vector<double> row{0.0, 1.0, 3.0};
  const double sum = 1.0 + std::exp(1.0) + std::exp(3.0);
  EXPECT_NEAR(softmax(row), std::log(sum), kRounding);
  expect_near(row, {1.0 / sum, std::exp(1.0) / sum, std::exp(3.0) / sum}, kRounding);

  row = {-1e300, 1000.0, 1000.0};  // exp(1000) is no double
  EXPECT_NEAR(softmax(row), 1000.0 + std::log(2.0), kRounding * 1000);
  expect_near(row, {0.0, 0.5, 0.5}, kRounding);
}

TEST(LogisticRegression, CountsItsIterationsAndEndsWithWhatTheCallbackThrows) {
  struct Enough {};
  const Blobs data;
  const auto fit = [&](const LogisticRegression::OnIteration& on_iteration, std::size_t max_iter) {
    (void)LogisticRegression::fit(data.X.view(), data.y, 3, {}, {.tol = kTol, .max_iter = max_iter},
                                  on_iteration);
  };
  std::vector<std::size_t> seen;
  fit([&](std::size_t n) { seen.push_back(n); }, 3);
  EXPECT_EQ(seen, (std::vector<std::size_t>{1, 2, 3}));
  std::size_t last = 0;
  EXPECT_THROW(fit(
                   [&](std::size_t n) {
                     last = n;
                     if (n == 2) {
                       throw Enough{};
                     }
                   },
                   1000),
               Enough);
  EXPECT_EQ(last, 2U);
}

}  // namespace
}  // namespace earmark::ml
