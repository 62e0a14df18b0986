#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "earmark/base/errors.h"
#include "earmark/base/rng.h"
#include "earmark/base/thread_pool.h"
#include "earmark/ml/random_forest.h"
#include "forest_limits.h"
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

// With "balanced" weights of 8/7 and 4 the gain of the root's split is 0, and -2.7e-15 by rounding.
TEST(ForestFile, NoImportanceIsBelowZero) {
  Grid<float> X{16, 2};
  std::vector<int> y(16, 1);
  y[0] = y[8] = 0;
  for (std::size_t row = 0; row < 16; ++row) {
    X.view()(row, 0) = row >= 8 ? 1.0F : 0.0F;
    X.view()(row, 1) = (row > 0 && row < 8) || row == 8 ? 1.0F : 0.0F;
  }
  for (const std::size_t max_leaf_nodes : {0U, 8U}) {
    RandomForestConfig config;
    config.n_estimators = 1;
    config.bootstrap = false;
    config.max_features = MaxFeatures::parse("all");
    config.class_weight = ClassWeight::parse("balanced");
    if (max_leaf_nodes != 0) {
      config.max_leaf_nodes = max_leaf_nodes;
    }
    ThreadPool pool{1};
    const auto forest = RandomForest::fit(X.view(), y, 2, {}, config, pool);
    EXPECT_GE(std::ranges::min(forest.feature_importances()), 0.0);
    EXPECT_EQ(RandomForest::from_bytes(forest.to_bytes()).to_bytes(), forest.to_bytes());
  }
}

std::string refusal_of_size(std::uint64_t n_bytes, std::uint64_t n_mixed_floats) {
  try {
    require_readable_size(n_bytes, n_mixed_floats);
  } catch (const DataError& error) {
    return error.what();
  }
  return "";
}

TEST(ForestFile, SaysBeforeWritingThatItIsTooLargeToRead) {
  EXPECT_EQ(refusal_of_size(RandomForest::kMaxFileBytes, kMaxMixedFloats), "");
  const std::string long_file = refusal_of_size(std::uint64_t{300} << 20U, 0);
  EXPECT_NE(long_file.find("300 MiB"), std::string::npos) << long_file;
  EXPECT_NE(long_file.find("min_samples_leaf"), std::string::npos) << long_file;
  const std::string mixed = refusal_of_size(1000, kMaxMixedFloats + 1);
  EXPECT_NE(mixed.find("n_estimators"), std::string::npos) << mixed;
}

TEST(ForestFile, KeepsItsNames) {
  const ModelNames names{{"a", "b", "c", "d"}, "recipe-1"};
  const auto forest = make_forest(1).named(names);
  const auto back = RandomForest::from_bytes(forest.to_bytes());
  EXPECT_EQ(back.names().genres, names.genres);
  EXPECT_EQ(back.names().recipe, names.recipe);
  EXPECT_EQ(back.to_bytes(), forest.to_bytes());
  EXPECT_TRUE(RandomForest::from_bytes(make_forest(1).to_bytes()).names().genres.empty());
  EXPECT_THROW((void)make_forest(1).named({{"a", "b", "c"}, ""}), std::invalid_argument);
  EXPECT_THROW((void)make_forest(1).named({{"a", "a", "c", "d"}, ""}), std::invalid_argument);
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
