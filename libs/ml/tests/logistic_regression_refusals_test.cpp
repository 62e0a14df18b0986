#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "earmark/base/errors.h"
#include "earmark/ml/logistic_regression.h"
#include "golden.h"

namespace earmark::ml {
namespace {

using test::Grid;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// The rule that an action breaks; "" where it breaks none.
std::string broken_rule(const std::function<void()>& action) {
  try {
    action();
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "";
}

/// Arguments of fit() that are right until one is changed.
struct Arguments {
  Grid<double> X{nlohmann::json{{1.0, 2.0}, {2.0, 1.0}, {0.0, 5.0}}};
  std::vector<int> y{0, 1, 1};
  int n_classes = 2;
  std::vector<double> weights;
  LogisticRegressionConfig config;

  [[nodiscard]] LogisticRegression fit() const {
    return LogisticRegression::fit(X.view(), y, n_classes, weights, config);
  }
};

TEST(LogisticRegression, SaysWhichArgumentOfFitBreaksItsRule) {
  using Change = std::function<void(Arguments&)>;
  const std::vector<std::pair<std::string, Change>> changes{
      {"C must be", [](auto& a) { a.config.C = 0.0; }},
      {"C must be", [](auto& a) { a.config.C = -1.0; }},
      {"C must be", [](auto& a) { a.config.C = kNan; }},
      {"C must be", [](auto& a) { a.config.C = kInfinity; }},
      {"tol must be", [](auto& a) { a.config.tol = 0.0; }},
      {"tol must be", [](auto& a) { a.config.tol = kNan; }},
      {"max_iter must be", [](auto& a) { a.config.max_iter = 0; }},
      {"X must have rows",
       [](auto& a) {
         a.X = Grid<double>{0, 2};
       }},
      {"X must have rows",
       [](auto& a) {
         a.X = Grid<double>{3, 0};
       }},
      {"X must be finite", [](auto& a) { a.X.values[3] = kNan; }},
      {"X must be finite", [](auto& a) { a.X.values[0] = -kInfinity; }},
      {"n_classes must lie", [](auto& a) { a.n_classes = 1; }},
      {"n_classes must lie", [](auto& a) { a.n_classes = 65'537; }},
      {"y must have one class a row", [](auto& a) { a.y.pop_back(); }},
      {"y must lie", [](auto& a) { a.y[0] = -1; }},
      {"y must lie", [](auto& a) { a.y[0] = 2; }},
      {"each class must have a row", [](auto& a) { a.n_classes = 3; }},
      {"each class must have a row",
       [](auto& a) {
         a.weights = {0, 1, 1};
       }},
      {"sample_weight must be empty", [](auto& a) { a.weights = {1}; }},
      {"sample_weight must be finite",
       [](auto& a) {
         a.weights = {-1, 1, 1};
       }},
      {"sample_weight must be finite",
       [](auto& a) {
         a.weights = {kNan, 1, 1};
       }},
      {"sample_weight must be finite",
       [](auto& a) {
         a.weights = {kInfinity, 1, 1};
       }},
  };
  EXPECT_EQ(broken_rule([] { (void)Arguments{}.fit(); }), "");
  for (const auto& [rule, change] : changes) {
    Arguments arguments;
    change(arguments);
    const std::string why = broken_rule([&] { (void)arguments.fit(); });
    EXPECT_TRUE(why.starts_with("LogisticRegression: " + rule)) << rule << ", not: " << why;
  }
}

TEST(LogisticRegression, IsMadeOfFiniteParametersThatFitEachOther) {
  const auto made = [](std::vector<double> coefficients, std::vector<double> intercepts) {
    return broken_rule([&] {
      (void)LogisticRegression{std::move(coefficients), std::move(intercepts)};
    });
  };
  EXPECT_EQ(made({1, 2, 3, 4}, {0, 1}), "");
  EXPECT_NE(made({1, 2, 3}, {0, 1}), "");
  EXPECT_NE(made({1}, {0}), "");
  EXPECT_NE(made({}, {0, 1}), "");
  EXPECT_NE(made({}, {}), "");
  EXPECT_NE(made({1, kNan}, {0, 1}), "");
  EXPECT_NE(made({1, 2}, {0, kInfinity}), "");
}

TEST(LogisticRegression, PredictsOnlyForItsOwnSizes) {
  const LogisticRegression model{{1, 2, 3, 4}, {0, 1}};
  std::vector<double> out(3);
  const std::vector<float> x(3);
  const auto predict = [&](std::size_t n_cols, std::size_t n_out_rows, std::size_t n_out_cols) {
    return broken_rule([&] {
      model.predict_proba({x.data(), 1, n_cols}, {out.data(), n_out_rows, n_out_cols});
    });
  };
  EXPECT_EQ(predict(2, 1, 2), "");
  EXPECT_NE(predict(3, 1, 2), "");
  EXPECT_NE(predict(2, 1, 3), "");
  EXPECT_NE(predict(2, 0, 2), "");
  EXPECT_NE(broken_rule([&] { model.decision_function(std::span{x}.first(1), std::span{out}); }),
            "");
}

TEST(LogisticRegression, NamesAreOneDifferentNameAClass) {
  const auto named = [](std::vector<std::string> genres) {
    return broken_rule([&] {
      (void)LogisticRegression{{1, 2}, {0, 1}}.named({std::move(genres), "recipe"});
    });
  };
  EXPECT_EQ(named({"jazz", "rock"}), "");
  EXPECT_EQ(named({}), "");
  EXPECT_NE(named({"jazz"}), "");
  EXPECT_NE(named({"jazz", "jazz"}), "");
  EXPECT_NE(named({"jazz", "a,b"}), "");
}

TEST(LogisticRegression, FeaturesTooLargeForTheirSumsAreADataError) {
  for (const double size : {1e160, 1e308}) {
    Arguments arguments;
    for (double& x : arguments.X.values) {
      x *= size / 5;
    }
    EXPECT_THROW((void)arguments.fit(), DataError) << size;
  }
}

TEST(LogisticRegression, AnyCountOfStepsThatASizeHoldsIsTaken) {
  Arguments arguments;
  const auto fitted = [&](std::size_t max_iter) {
    arguments.config.max_iter = max_iter;
    return arguments.fit().to_bytes();
  };
  for (const std::size_t max_iter :
       {std::numeric_limits<std::size_t>::max(), std::size_t{1} << 31U}) {
    EXPECT_TRUE(fitted(max_iter) == fitted(1000)) << max_iter;
  }
}

}  // namespace
}  // namespace earmark::ml
