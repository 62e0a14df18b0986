#include "earmark/ml/random_forest.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <stdexcept>
#include <vector>

#include "earmark/base/rng.h"
#include "earmark/base/thread_pool.h"
#include "golden.h"

namespace earmark::ml {
namespace {

using test::Grid;

struct Data {
  Grid<float> X;
  std::vector<int> y;
};

/// Three overlapping classes in four columns, one of them noise.
Data make_data(std::size_t n_rows, std::uint64_t seed = 1) {
  Data data{Grid<float>{n_rows, 4}, {}};
  Rng rng{seed};
  for (std::size_t row = 0; row < n_rows; ++row) {
    const auto label = static_cast<int>(rng.below(3));
    data.y.push_back(label);
    for (std::size_t f = 0; f < 4; ++f) {
      const double shift = f == 3 ? 0.0 : (static_cast<int>(f) == label ? 1.5 : 0.0);
      data.X.view()(row, f) = static_cast<float>(rng.normal() + shift);
    }
  }
  return data;
}

RandomForest fit(const Data& data, const RandomForestConfig& config, std::size_t n_threads = 1,
                 std::span<const double> weights = {}) {
  ThreadPool pool{n_threads};
  return RandomForest::fit(data.X.view(), data.y, 3, weights, config, pool);
}

RandomForestConfig config_with(std::size_t n_estimators, std::uint64_t random_state = 0) {
  RandomForestConfig config;
  config.n_estimators = n_estimators;
  config.random_state = random_state;
  return config;
}

Grid<double> predict(const RandomForest& forest, const Grid<float>& X) {
  Grid<double> p{X.n_rows, static_cast<std::size_t>(forest.n_classes())};
  forest.predict_proba(X.view(), p.view());
  return p;
}

double accuracy_of(const Grid<double>& p, const std::vector<int>& y) {
  double right = 0.0;
  for (std::size_t row = 0; row < y.size(); ++row) {
    const auto values = p.view().row(row);
    right += std::ranges::max_element(values) - values.begin() == y[row] ? 1.0 : 0.0;
  }
  return right / static_cast<double>(y.size());
}

RandomForestConfig config_of(const nlohmann::json& options) {
  RandomForestConfig config;
  config.n_estimators = 1;
  config.bootstrap = false;
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

TEST(RandomForest, WithoutBootstrapUnlimitedTreesFitTheirRowsExactly) {
  const Data data = make_data(300);
  RandomForestConfig config = config_with(5);
  config.bootstrap = false;
  const auto forest = fit(data, config);
  EXPECT_EQ(accuracy_of(predict(forest, data.X), data.y), 1.0);
}

TEST(RandomForest, RowsOfWeightZeroTakeNoPart) {
  Data data = make_data(300);
  std::vector<double> weights(300, 1.0);
  for (std::size_t row = 0; row < 300; ++row) {
    if (data.y[row] == 2) {
      weights[row] = 0.0;
    }
  }
  for (const bool bootstrap : {true, false}) {
    RandomForestConfig config = config_with(10);
    config.bootstrap = bootstrap;
    const auto forest = fit(data, config, 1, weights);
    const auto p = predict(forest, data.X);
    for (std::size_t row = 0; row < 300; ++row) {
      EXPECT_EQ(p.view()(row, 2), 0.0);
    }
  }
}

double mean_of_class(const Grid<double>& p, std::size_t label) {
  double sum = 0.0;
  for (std::size_t row = 0; row < p.n_rows; ++row) {
    sum += p.view()(row, label);
  }
  return sum / static_cast<double>(p.n_rows);
}

TEST(RandomForest, ClassWeightsRaiseARareClass) {
  Data data = make_data(900);
  for (std::size_t row = 0; row < 900; ++row) {
    if (data.y[row] == 0 && row % 10 != 0) {
      data.y[row] = 1;
    }
  }
  RandomForestConfig config = config_with(40);
  config.min_samples_leaf = 5;
  const double plain = mean_of_class(predict(fit(data, config), data.X), 0);
  for (const char* rule : {"balanced", "balanced_subsample"}) {
    config.class_weight = ClassWeight::parse(rule);
    EXPECT_GT(mean_of_class(predict(fit(data, config), data.X), 0), 2.0 * plain) << rule;
  }
  config.class_weight = {ClassWeight::Rule::kValues, {50.0, 1.0, 1.0}};
  EXPECT_GT(mean_of_class(predict(fit(data, config), data.X), 0), 2.0 * plain);
}

TEST(RandomForest, MaxSamplesSmallensTrees) {
  const Data data = make_data(1000);
  RandomForestConfig config = config_with(1);
  const auto n_nodes = [&] { return fit(data, config).trees()[0].nodes.size(); };
  const auto all = n_nodes();
  config.max_samples = 0.1;
  EXPECT_LT(n_nodes(), all / 3);
  config.max_samples = std::size_t{100};
  EXPECT_LT(n_nodes(), all / 3);
}

TEST(RandomForest, ConstantColumnsGiveARootAlone) {
  Data data{Grid<float>{6, 4}, {0, 1, 2, 0, 0, 0}};
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

TEST(RandomForestConfig, RejectsWhatIsOutOfRange) {
  const auto rejects = [](auto change) {
    RandomForestConfig config;
    change(config);
    EXPECT_THROW(config.validate(), std::invalid_argument);
  };
  EXPECT_NO_THROW(RandomForestConfig{}.validate());
  rejects([](auto& c) { c.n_estimators = 0; });
  rejects([](auto& c) { c.max_depth = 0; });
  rejects([](auto& c) { c.min_samples_split = 1; });
  rejects([](auto& c) { c.min_samples_leaf = 0; });
  rejects([](auto& c) { c.min_weight_fraction_leaf = 0.6; });
  rejects([](auto& c) { c.max_leaf_nodes = 1; });
  rejects([](auto& c) { c.min_impurity_decrease = -1.0; });
  rejects([](auto& c) { c.max_samples = 0.0; });
  rejects([](auto& c) { c.max_samples = std::size_t{0}; });
  rejects([](auto& c) {
    c.bootstrap = false;
    c.max_samples = 0.5;
  });
  rejects([](auto& c) { c.max_features = {MaxFeatures::Rule::kFraction, 1.5}; });
  rejects([](auto& c) { c.max_features = {MaxFeatures::Rule::kCount, 0.5}; });
  rejects([](auto& c) { c.class_weight = {ClassWeight::Rule::kNone, {1.0}}; });
  rejects([](auto& c) { c.class_weight = {ClassWeight::Rule::kValues, {-1.0}}; });
}

TEST(MaxFeatures, CountsAsScikitLearn) {
  EXPECT_EQ(MaxFeatures::parse("sqrt").count(57), 7U);
  EXPECT_EQ(MaxFeatures::parse("log2").count(57), 5U);
  EXPECT_EQ(MaxFeatures::parse("all").count(57), 57U);
  EXPECT_EQ(MaxFeatures::parse("12").count(57), 12U);
  EXPECT_EQ(MaxFeatures::parse("100").count(57), 57U);
  EXPECT_EQ(MaxFeatures::parse("0.1").count(57), 5U);
  EXPECT_EQ(MaxFeatures::parse("0.001").count(57), 1U);
  EXPECT_EQ(MaxFeatures::parse("1.0").count(57), 57U);
  for (const char* bad : {"", "0", "-1", "1.5", "some", "nan", "2.0"}) {
    EXPECT_THROW((void)MaxFeatures::parse(bad), std::invalid_argument) << bad;
  }
  EXPECT_EQ(ClassWeight::parse("none").rule, ClassWeight::Rule::kNone);
  EXPECT_THROW((void)ClassWeight::parse("even"), std::invalid_argument);
}

}  // namespace
}  // namespace earmark::ml
