#include <gtest/gtest.h>

#include <cstddef>

#include "earmark/ml/random_forest.h"
#include "forest_test_data.h"

namespace earmark::ml {
namespace {

using namespace test;

RandomForestConfig lone_tree(Criterion criterion, double min_impurity_decrease) {
  RandomForestConfig config = config_with(1);
  config.bootstrap = false;
  config.max_features = MaxFeatures::parse("all");
  config.criterion = criterion;
  config.min_impurity_decrease = min_impurity_decrease;
  return config;
}

// Shares 1/2, 1/4, 1/4 have 1.5 bits and a Gini impurity of 0.625. The best split leaves a pure
// half and one of two equal classes, of 1 bit and 0.5: it gains 1 bit, or 0.375.
TEST(RandomForestCriterion, EntropyIsInBitsAndGiniAsByHand) {
  Data data{Grid<float>{8, 4}, {0, 0, 0, 0, 1, 1, 2, 2}};
  for (std::size_t row = 0; row < 8; ++row) {
    data.X.view()(row, 2) = row < 4 ? 0.0F : 1.0F;
  }
  const auto n_nodes = [&](Criterion criterion, double min_impurity_decrease) {
    return fit(data, lone_tree(criterion, min_impurity_decrease)).trees()[0].nodes.size();
  };
  EXPECT_EQ(n_nodes(Criterion::kEntropy, 1.0 - 1e-9), 3U);
  EXPECT_EQ(n_nodes(Criterion::kEntropy, 1.0 + 1e-9), 1U);
  EXPECT_EQ(n_nodes(Criterion::kGini, 0.375 - 1e-9), 3U);
  EXPECT_EQ(n_nodes(Criterion::kGini, 0.375 + 1e-9), 1U);
}

// Of the two columns, Gini prefers the one whose left side is large and nearly pure, entropy the
// one that makes a pure side. By hand, on 20 rows of 10 and 10.
TEST(RandomForestCriterion, ChoosesTheColumnThatItsOwnImpurityPrefers) {
  Data data{Grid<float>{20, 4}, {}};
  for (std::size_t row = 0; row < 20; ++row) {
    data.y.push_back(row < 10 ? 0 : 1);
    data.X.view()(row, 0) = row < 4 ? 0.0F : 1.0F;               // 4:0 and 6:10
    data.X.view()(row, 1) = row < 8 || row >= 17 ? 0.0F : 1.0F;  // 8:3 and 2:7
  }
  const auto root_feature = [&](Criterion criterion) {
    return fit(data, lone_tree(criterion, 0.0)).trees()[0].nodes[0].feature();
  };
  EXPECT_EQ(root_feature(Criterion::kGini), 1U);
  EXPECT_EQ(root_feature(Criterion::kEntropy), 0U);
}

TEST(RandomForestCriterion, EntropyTakesWeightsThatAreNotWhole) {
  const Data data = make_data(400);
  RandomForestConfig config = config_with(10);
  config.criterion = Criterion::kEntropy;
  config.class_weight = ClassWeight::parse("balanced_subsample");
  EXPECT_GT(accuracy_of(predict(fit(data, config), data.X), data.y), 0.95);
}

}  // namespace
}  // namespace earmark::ml
