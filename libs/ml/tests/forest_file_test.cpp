#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <fstream>
#include <span>
#include <vector>

#include "earmark/base/errors.h"
#include "earmark/base/rng.h"
#include "earmark/base/thread_pool.h"
#include "earmark/ml/random_forest.h"
#include "golden.h"
#include "support/temp_dir.h"

namespace earmark::ml {
namespace {

using test::Grid;

RandomForest make_forest(std::size_t min_samples_leaf) {
  Grid<float> X{200, 3};
  std::vector<int> y;
  Rng rng{3};
  for (float& x : X.values) {
    x = static_cast<float>(rng.normal());
  }
  for (std::size_t row = 0; row < 200; ++row) {
    y.push_back(static_cast<int>(rng.below(4)));
  }
  RandomForestConfig config;
  config.n_estimators = 6;
  config.min_samples_leaf = min_samples_leaf;
  ThreadPool pool{1};
  return RandomForest::fit(X.view(), y, 4, {}, config, pool);
}

std::vector<double> predict(const RandomForest& forest) {
  Grid<float> X{50, 3};
  Rng rng{4};
  for (float& x : X.values) {
    x = static_cast<float>(rng.normal());
  }
  Grid<double> p{50, 4};
  forest.predict_proba(X.view(), p.view());
  return p.values;
}

TEST(ForestFile, ComesBackBitForBit) {
  for (const std::size_t min_samples_leaf : {1U, 7U}) {
    const auto forest = make_forest(min_samples_leaf);
    const auto bytes = forest.to_bytes();
    const auto back = RandomForest::from_bytes(bytes);
    EXPECT_EQ(bytes, back.to_bytes());
    EXPECT_EQ(predict(forest), predict(back));
    EXPECT_TRUE(std::ranges::equal(forest.feature_importances(), back.feature_importances()));
    for (std::size_t i = 0; i < 6; ++i) {
      EXPECT_EQ(forest.trees()[i].depth, back.trees()[i].depth);
    }
  }
}

TEST(ForestFile, SavesAndLoads) {
  const earmark::test::TempDir dir;
  const auto forest = make_forest(1);
  forest.save(dir.path() / "a.forest");
  EXPECT_EQ(RandomForest::load(dir.path() / "a.forest").to_bytes(), forest.to_bytes());
  EXPECT_THROW((void)RandomForest::load(dir.path() / "none"), IoError);
  std::ofstream{dir.path() / "bad"} << "not a forest";
  EXPECT_THROW((void)RandomForest::load(dir.path() / "bad"), BundleError);
}

TEST(ForestFile, ReadsUnalignedBytes) {
  const auto bytes = make_forest(1).to_bytes();
  std::vector<std::byte> shifted(bytes.size() + 1);
  std::ranges::copy(bytes, shifted.begin() + 1);
  EXPECT_EQ(RandomForest::from_bytes(std::span{shifted}.subspan(1)).to_bytes(), bytes);
}

TEST(ForestFile, RefusesEveryTruncation) {
  const auto bytes = make_forest(7).to_bytes();
  for (std::size_t n = 0; n < bytes.size(); n += 1 + n / 40) {
    EXPECT_THROW((void)RandomForest::from_bytes(std::span{bytes}.first(n)), BundleError) << n;
  }
}
}  // namespace
}  // namespace earmark::ml
