#include "earmark/ml/random_forest.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <numeric>
#include <stdexcept>
#include <string>
#include <vector>

#include "earmark/base/errors.h"
#include "forest_test_data.h"

namespace earmark::ml {
namespace {

using namespace test;

RandomForestConfig config_of(const nlohmann::json& options) {
  RandomForestConfig config;
  config.n_estimators = 1;
  config.bootstrap = false;
  config.criterion = parse_criterion(options.value("criterion", "gini"));
  config.max_features = MaxFeatures::parse("all");
  config.min_samples_leaf = options.value("min_samples_leaf", std::size_t{1});
  config.min_samples_split = options.value("min_samples_split", std::size_t{2});
  config.min_impurity_decrease = options.value("min_impurity_decrease", 0.0);
  config.min_weight_fraction_leaf = options.value("min_weight_fraction_leaf", 0.0);
  if (options.contains("max_depth")) {
    config.max_depth = options["max_depth"].get<std::size_t>();
  }
  if (options.contains("max_leaf_nodes")) {
    config.max_leaf_nodes = options["max_leaf_nodes"].get<std::size_t>();
  }
  return config;
}

// Leaf fractions are stored as float.
constexpr double kFractionTolerance = 1e-7;

TEST(RandomForest, LoneTreeOnAllFeaturesIsScikitLearnsTree) {
  const auto golden = test::load_golden();
  const Grid<float> X{golden["X"]};
  const auto y = golden["y"].get<std::vector<int>>();
  const auto n = golden["n_train"].get<std::size_t>();
  ThreadPool pool{1};
  for (const auto& c : golden["trees"]) {
    auto options = c;
    options.erase("probabilities");
    SCOPED_TRACE(options.dump());
    const auto forest =
        RandomForest::fit(X.view().rows(0, n), std::span{y}.first(n), 4, {}, config_of(c), pool);
    EXPECT_EQ(forest.trees()[0].nodes.size(), c["n_nodes"].get<std::size_t>());
    const Grid<double> want{c["probabilities"]};
    Grid<double> got{want.n_rows, want.n_cols};
    forest.predict_proba(X.view().rows(n, want.n_rows), got.view());
    for (std::size_t i = 0; i < want.values.size(); ++i) {
      EXPECT_NEAR(got.values[i], want.values[i], kFractionTolerance);
    }
    const auto importances = c["importances"].get<std::vector<double>>();
    for (std::size_t f = 0; f < importances.size(); ++f) {
      EXPECT_NEAR(forest.feature_importances()[f], importances[f], 1e-12);  // sums of 200 rows
    }
  }
}

TEST(RandomForest, IsTheSameWhateverTheNumberOfThreads) {
  const Data data = make_data(500);
  const RandomForestConfig config = config_with(25, 7);
  const auto one = fit(data, config, 1).to_bytes();
  EXPECT_EQ(one, fit(data, config, 2).to_bytes());
  EXPECT_EQ(one, fit(data, config, 5).to_bytes());
}

TEST(RandomForest, SeedsGiveDifferentForests) {
  const Data data = make_data(200);
  EXPECT_NE(fit(data, config_with(3, 1)).to_bytes(), fit(data, config_with(3, 2)).to_bytes());
}

TEST(RandomForest, PredictsTheSameOnOneAndManyThreadsAndRowByRow) {
  const Data data = make_data(1000);
  RandomForestConfig config = config_with(20);
  config.min_samples_leaf = 3;
  const auto forest = fit(data, config);
  const auto p = predict(forest, data.X);
  ThreadPool pool{3};
  Grid<double> threaded{data.X.n_rows, 3};
  forest.predict_proba(data.X.view(), threaded.view(), pool);
  EXPECT_EQ(p.values, threaded.values);
  for (const std::size_t row : {0U, 1U, 255U, 256U, 999U}) {
    Grid<double> alone{1, 3};
    forest.predict_proba(data.X.view().rows(row, 1), alone.view());
    EXPECT_TRUE(std::ranges::equal(alone.values, p.view().row(row)));
  }
}

TEST(RandomForest, VotesOfAllTreesAreItsProbabilities) {
  const Data data = make_data(100);
  const auto forest = fit(data, config_with(7));
  Grid<double> sums{data.X.n_rows, 3};
  forest.add_votes(data.X.view(), 0, 2, sums.view());
  forest.add_votes(data.X.view(), 2, 7, sums.view());
  std::ranges::transform(sums.values, sums.values.begin(), [](double votes) { return votes / 7; });
  EXPECT_EQ(sums.values, predict(forest, data.X).values);
  EXPECT_THROW(forest.add_votes(data.X.view(), 2, 8, sums.view()), std::invalid_argument);
}

TEST(RandomForest, LearnsWhatCanBeLearned) {
  const auto forest = fit(make_data(2000), {});
  const Data unseen = make_data(2000, 2);
  const auto p = predict(forest, unseen.X);
  // The best possible rule (nearest of the three shifted means) is right in 0.73 of such rows.
  EXPECT_GT(accuracy_of(p, unseen.y), 0.68);
  for (std::size_t row = 0; row < p.n_rows; ++row) {
    const auto values = p.view().row(row);
    EXPECT_NEAR(std::accumulate(values.begin(), values.end(), 0.0), 1.0, 1e-12);
  }
  const auto importances = forest.feature_importances();
  EXPECT_NEAR(std::accumulate(importances.begin(), importances.end(), 0.0), 1.0, 1e-12);
  EXPECT_EQ(std::ranges::min_element(importances) - importances.begin(), 3);  // the noise
}

TEST(RandomForest, ConstantColumnsGiveARootAlone) {
  const Data data{Grid<float>{6, 4}, {0, 1, 2, 0, 0, 0}};
  RandomForestConfig config = config_with(2);
  config.bootstrap = false;
  const auto forest = fit(data, config);
  EXPECT_EQ(forest.trees()[0].nodes.size(), 1U);
  const auto p = predict(forest, data.X);
  EXPECT_NEAR(p.view()(0, 0), 4.0 / 6.0, kFractionTolerance);
  EXPECT_EQ(forest.feature_importances()[0], 0.0);
}

TEST(RandomForest, TellsItsProgress) {
  const Data data = make_data(50);
  ThreadPool pool{2};
  std::vector<std::size_t> seen;
  (void)RandomForest::fit(data.X.view(), data.y, 3, {}, config_with(5), pool,
                          [&](std::size_t n) { seen.push_back(n); });
  EXPECT_EQ(seen, (std::vector<std::size_t>{1, 2, 3, 4, 5}));
}

TEST(RandomForest, SaysThatATreeWouldHaveTooManyNodes) {
  // Labels drawn at random change every second row, so that 1.2 million rows need 600,000 leaves.
  constexpr std::size_t kRows = 1'200'000;
  Grid<float> X{kRows, 1};
  std::vector<int> y(kRows);
  Rng rng{1};
  for (std::size_t row = 0; row < kRows; ++row) {
    X.values[row] = static_cast<float>(row);
    y[row] = static_cast<int>(rng.below(2));
  }
  RandomForestConfig config = config_with(1);
  config.bootstrap = false;
  ThreadPool pool{1};
  try {
    (void)RandomForest::fit(X.view(), y, 2, {}, config, pool);
    FAIL();
  } catch (const DataError& error) {
    EXPECT_NE(std::string{error.what()}.find("over 1048576 nodes"), std::string::npos);
  }
}

TEST(RandomForest, RejectsBadArguments) {
  const Data data = make_data(10);
  ThreadPool pool{1};
  const auto fit_with = [&](const Data& d, int n_classes, std::vector<double> weights) {
    (void)RandomForest::fit(d.X.view(), d.y, n_classes, weights, config_with(1), pool);
  };
  EXPECT_THROW(fit_with(data, 1, {}), std::invalid_argument);
  EXPECT_THROW(fit_with(data, 2, {}), std::invalid_argument);
  EXPECT_THROW(fit_with(data, 255, {}), std::invalid_argument);
  EXPECT_THROW(fit_with(data, 3, {1.0}), std::invalid_argument);
  EXPECT_THROW(fit_with(data, 3, std::vector<double>(10, 0.0)), std::invalid_argument);
  EXPECT_THROW(fit_with(data, 3, std::vector<double>(10, -1.0)), std::invalid_argument);
  Data nan = data;
  nan.X.values[5] = std::numeric_limits<float>::quiet_NaN();
  EXPECT_THROW(fit_with(nan, 3, {}), std::invalid_argument);
  Data few = data;
  few.y.pop_back();
  EXPECT_THROW(fit_with(few, 3, {}), std::invalid_argument);

  const auto forest = fit(data, config_with(1));
  EXPECT_THROW((void)predict(forest, nan.X), std::invalid_argument);
  EXPECT_THROW((void)predict(forest, Grid<float>{2, 3}), std::invalid_argument);
  RandomForestConfig config;
  config.class_weight = {ClassWeight::Rule::kValues, {1.0}};
  EXPECT_THROW((void)fit(data, config), std::invalid_argument);
  config.class_weight.values = {0.0, 0.0, 0.0};
  EXPECT_THROW((void)fit(data, config), std::invalid_argument);
}

}  // namespace
}  // namespace earmark::ml
