#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <vector>

#include "earmark/ml/random_forest.h"
#include "forest_test_data.h"

namespace earmark::ml {
namespace {

using namespace test;

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

TEST(RandomForestOutOfBag, IsMeasuredOnlyWhereAskedForAndNotKeptInAFile) {
  const Data data = make_data(200);
  RandomForestConfig config = config_with(20);
  EXPECT_FALSE(fit(data, config).oob_score());
  config.oob_score = true;
  const auto forest = fit(data, config);
  EXPECT_TRUE(forest.oob_score());
  EXPECT_FALSE(RandomForest::from_bytes(forest.to_bytes()).oob_score());
}

TEST(RandomForestOutOfBag, IsNearTheAccuracyOnUnseenRowsWhateverTheNumberOfThreads) {
  const Data data = make_data(3000);
  const Data unseen = make_data(3000, 2);
  RandomForestConfig config = config_with(60);
  config.oob_score = true;
  const auto forest = fit(data, config);
  EXPECT_EQ(accuracy_of(predict(forest, data.X), data.y), 1.0);
  // Four standard errors of each of two shares of 3000 rows: 4 * sqrt(2 * 0.7 * 0.3 / 3000).
  EXPECT_NEAR(forest.oob_score().value_or(0.0), accuracy_of(predict(forest, unseen.X), unseen.y),
              0.048);
  EXPECT_EQ(forest.oob_score(), fit(data, config, 3).oob_score());
}

TEST(RandomForestOutOfBag, LeavesOutRowsThatEveryTreeDrew) {
  // A lone tree on two rows of two classes: the row it did not draw is answered wrongly, and where
  // it drew both there is nothing to tell.
  Data data{Grid<float>{2, 4}, {0, 1}};
  data.X.view()(1, 0) = 1.0F;
  std::size_t n_told = 0;
  constexpr std::uint64_t kSeeds = 40;
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    RandomForestConfig config = config_with(1, seed);
    config.oob_score = true;
    const auto forest = fit(data, config);
    EXPECT_EQ(forest.oob_score().has_value(), forest.trees()[0].nodes.size() == 1);
    EXPECT_EQ(forest.oob_score().value_or(0.0), 0.0);
    n_told += forest.oob_score() ? 1U : 0U;
  }
  EXPECT_GT(n_told, 5U);
  EXPECT_LT(n_told, kSeeds - 5);
}

}  // namespace
}  // namespace earmark::ml
