#include <flatbuffers/flatbuffers.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <fstream>
#include <functional>
#include <limits>
#include <span>
#include <vector>

#include "earmark/base/errors.h"
#include "earmark/base/rng.h"
#include "earmark/base/thread_pool.h"
#include "earmark/ml/random_forest.h"
#include "forest_generated.h"
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

/// A tree of one split and two leaves, the right one mixed, to be damaged.
struct Columns {
  std::uint32_t version = 1;
  std::uint32_t n_features = 2;
  std::uint32_t n_classes = 3;
  std::vector<std::uint32_t> n_nodes{3};
  std::vector<std::uint32_t> n_mixed_leaves{1};
  std::vector<std::uint8_t> is_split{1};
  std::vector<std::uint16_t> feature{1};
  std::vector<float> threshold{0.5F};
  std::vector<std::uint8_t> leaf_class{2, 255};
  std::vector<std::uint8_t> mixed_n{2};
  std::vector<std::uint8_t> mixed_class{0, 1};
  std::vector<float> mixed_fraction{0.25F, 0.75F};
  std::vector<double> importances{0.0, 1.0};

  [[nodiscard]] RandomForest read() const {
    flatbuffers::FlatBufferBuilder builder;
    fbs::FinishForestBuffer(
        builder,
        fbs::CreateForestDirect(builder, version, n_features, n_classes, &n_nodes, &n_mixed_leaves,
                                &is_split, &feature, &threshold, &leaf_class, &mixed_n,
                                &mixed_class, &mixed_fraction, &importances));
    return RandomForest::from_bytes(
        std::as_bytes(std::span{builder.GetBufferPointer(), builder.GetSize()}));
  }
};

TEST(ForestFile, ReadsWhatItsDocumentDescribes) {
  const auto forest = Columns{}.read();
  const std::vector<float> X{9.0F, 0.5F, 9.0F, 0.6F};
  std::vector<double> p(6);
  forest.predict_proba({X.data(), 2, 2}, {p.data(), 2, 3});
  EXPECT_EQ(p, (std::vector<double>{0.0, 0.0, 1.0, 0.25, 0.75, 0.0}));
}

TEST(ForestFile, RefusesColumnsThatDoNotMakeAForest) {
  const auto refuses = [](const char* fault, const std::function<void(Columns&)>& damage) {
    Columns columns;
    damage(columns);
    EXPECT_THROW((void)columns.read(), BundleError) << fault;
  };
  refuses("version", [](Columns& c) { c.version = 2; });
  refuses("no features", [](Columns& c) { c.n_features = 0; });
  refuses("too many features", [](Columns& c) { c.n_features = 5000; });
  refuses("one class", [](Columns& c) { c.n_classes = 1; });
  refuses("no tree", [](Columns& c) { c.n_nodes = c.n_mixed_leaves = {}; });
  refuses("even number of nodes", [](Columns& c) { c.n_nodes = {2}; });
  refuses("columns of other lengths", [](Columns& c) { c.n_mixed_leaves = {1, 0}; });
  refuses("is_split too long", [](Columns& c) { c.is_split = {1, 0}; });
  refuses("feature too long", [](Columns& c) { c.feature = {1, 1}; });
  refuses("threshold too long", [](Columns& c) { c.threshold = {1.0F, 1.0F}; });
  refuses("leaf_class too short", [](Columns& c) { c.leaf_class = {2}; });
  refuses("mixed_n too short", [](Columns& c) { c.mixed_n = {}; });
  refuses("mixed columns differ", [](Columns& c) { c.mixed_class = {0}; });
  refuses("importances too short", [](Columns& c) { c.importances = {1.0}; });
  refuses("importance above 1", [](Columns& c) { c.importances = {0.0, 2.0}; });
  refuses("feature out of range", [](Columns& c) { c.feature = {2}; });
  refuses("threshold infinite",
          [](Columns& c) { c.threshold = {std::numeric_limits<float>::infinity()}; });
  refuses("threshold NaN",
          [](Columns& c) { c.threshold = {std::numeric_limits<float>::quiet_NaN()}; });
  refuses("class out of range", [](Columns& c) { c.leaf_class = {3, 255}; });
  refuses("root a leaf with nodes to spare", [](Columns& c) { c.is_split = {2}; });
  refuses("splits without children", [](Columns& c) { c.is_split = {7}; });
  refuses("fractions add to more", [](Columns& c) { c.mixed_fraction = {0.5F, 0.75F}; });
  refuses("fraction negative", [](Columns& c) { c.mixed_fraction = {-0.25F, 1.0F}; });
  refuses("mixed class out of range", [](Columns& c) { c.mixed_class = {0, 3}; });
  refuses("mixed class twice", [](Columns& c) { c.mixed_class = {1, 1}; });
  refuses("mixed leaf too long", [](Columns& c) { c.mixed_n = {3}; });
  refuses("mixed leaf too short", [](Columns& c) { c.mixed_n = {1}; });
  refuses("mixed leaves miscounted", [](Columns& c) { c.leaf_class = {2, 0}; });
}

}  // namespace
}  // namespace earmark::ml
