#include "forest_reader.h"

#include <flatbuffers/flatbuffers.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <functional>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "earmark/base/errors.h"
#include "earmark/ml/random_forest.h"
#include "forest_generated.h"

namespace earmark::ml {
namespace {

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

  std::size_t missing = 0;  ///< the column to leave out, counted from 1; 0: none

  template <typename T>
  [[nodiscard]] const std::vector<T>* column(std::size_t number,
                                             const std::vector<T>& values) const {
    return number == missing ? nullptr : &values;
  }

  [[nodiscard]] RandomForest read() const {
    flatbuffers::FlatBufferBuilder builder;
    fbs::FinishForestBuffer(
        builder, fbs::CreateForestDirect(
                     builder, version, n_features, n_classes, column(1, n_nodes),
                     column(2, n_mixed_leaves), column(3, is_split), column(4, feature),
                     column(5, threshold), column(6, leaf_class), column(7, mixed_n),
                     column(8, mixed_class), column(9, mixed_fraction), column(10, importances)));
    return RandomForest::from_bytes(
        std::as_bytes(std::span{builder.GetBufferPointer(), builder.GetSize()}));
  }
};

TEST(ForestReader, ReadsWhatItsDocumentDescribes) {
  const auto forest = Columns{}.read();
  const std::vector<float> X{9.0F, 0.5F, 9.0F, 0.6F};
  std::vector<double> p(6);
  forest.predict_proba({X.data(), 2, 2}, {p.data(), 2, 3});
  EXPECT_EQ(p, (std::vector<double>{0.0, 0.0, 1.0, 0.25, 0.75, 0.0}));
}

using Damage = std::function<void(Columns&)>;

/// What a file is refused with; "" where it is read.
std::string refusal(const Damage& damage) {
  Columns columns;
  damage(columns);
  try {
    (void)columns.read();
  } catch (const BundleError& error) {
    return error.what();
  }
  return "";
}

void refuses(const std::string& fault, const Damage& damage) {
  EXPECT_NE(refusal(damage).find(fault), std::string::npos)
      << "wanted: " << fault << "\ngot: " << refusal(damage);
}

constexpr float kInfinity = std::numeric_limits<float>::infinity();
constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

TEST(ForestReader, RefusesNumbersOutOfRange) {
  refuses("version 2", [](Columns& c) { c.version = 2; });
  refuses("n_features must lie", [](Columns& c) { c.n_features = 0; });
  refuses("n_features must lie", [](Columns& c) { c.n_features = 4097; });
  refuses("n_classes must lie", [](Columns& c) { c.n_classes = 1; });
  refuses("n_classes must lie", [](Columns& c) { c.n_classes = 255; });
  refuses("no tree", [](Columns& c) { c.n_nodes = c.n_mixed_leaves = {}; });
  refuses("too many trees", [](Columns& c) {
    c.n_nodes.assign(RandomForestConfig::kMaxEstimators + 1, 1);
    c.n_mixed_leaves.assign(c.n_nodes.size(), 0);
  });
  for (const std::uint32_t n : {0U, 2U, TreeNode::kMaxNodes + 1, 0xFFFF'FFFFU}) {
    refuses("impossible number of nodes", [n](Columns& c) { c.n_nodes = {n}; });
  }
}

TEST(ForestReader, RefusesAFileWithoutOneOfItsColumns) {
  for (std::size_t missing = 1; missing <= 10; ++missing) {
    refuses("a column is missing", [&](Columns& c) { c.missing = missing; });
  }
}

TEST(ForestReader, RefusesColumnsOfOtherLengths) {
  refuses("differ in length", [](Columns& c) { c.n_mixed_leaves = {1, 0}; });
  for (const std::size_t n : {0U, 2U}) {
    refuses("is_split does not fit", [n](Columns& c) { c.is_split.resize(n); });
    refuses("feature does not fit", [n](Columns& c) { c.feature.resize(n); });
    refuses("threshold does not fit", [n](Columns& c) { c.threshold.resize(n); });
    refuses("mixed_n does not fit", [n](Columns& c) { c.mixed_n.resize(n); });
  }
  for (const std::size_t n : {1U, 3U}) {
    refuses("leaf_class does not fit", [n](Columns& c) { c.leaf_class.resize(n); });
    refuses("mixed_class and mixed_fraction differ", [n](Columns& c) { c.mixed_class.resize(n); });
    refuses("importances does not fit", [n](Columns& c) { c.importances.resize(n); });
  }
}

// A promise of fractions costs a byte each, keeping it n_classes floats.
TEST(ForestReader, RefusesMoreMixedLeavesThanMemoryIsGiven) {
  constexpr std::uint32_t kLeaves = (1U << 26U) / 254 + 1;
  refuses("too many mixed leaves", [](Columns& c) {
    c.n_classes = 254;
    c.n_mixed_leaves = {kLeaves};
    c.mixed_n.assign(kLeaves, 1);
  });
  refuses("n_mixed_leaves does not fit leaf_class", [](Columns& c) {
    c.n_classes = 254;
    c.n_mixed_leaves = {kLeaves - 1};
    c.mixed_n.assign(kLeaves - 1, 1);
    c.leaf_class = {2, 0};
  });
}

TEST(ForestReader, RefusesWhatIsNoTree) {
  refuses("falls apart", [](Columns& c) { c.is_split = {0b000}; });
  refuses("falls apart", [](Columns& c) { c.is_split = {0b010}; });
  refuses("splits without children", [](Columns& c) { c.is_split = {0b111}; });
  refuses("splits without children", [](Columns& c) { c.is_split = {0b011}; });
  const auto five_nodes = [](std::uint8_t is_split) {
    return [is_split](Columns& c) {
      c.n_nodes = {5};
      c.is_split = {is_split};
      c.feature = {0, 1};
      c.threshold = {0.0F, 0.5F};
      c.leaf_class = {0, 2, 255};
    };
  };
  EXPECT_EQ(refusal(five_nodes(0b00011)), "");
  EXPECT_EQ(refusal(five_nodes(0b00101)), "");
  refuses("falls apart", five_nodes(0b01001));
  refuses("falls apart", five_nodes(0b10001));
  refuses("splits without children", five_nodes(0b00001 | 0b00110));
}

// Two trees of three nodes whose columns add up, whatever the bits say is a split.
auto two_trees(const std::vector<std::uint32_t>& n_mixed_leaves, std::uint8_t is_split) {
  return [n_mixed_leaves, is_split](Columns& c) {
    c.n_nodes = {3, 3};
    c.n_mixed_leaves = n_mixed_leaves;
    c.is_split = {is_split};
    c.feature = {0, 1};
    c.threshold = {0.0F, 0.5F};
    c.leaf_class = {2, 255, 0, 1};
  };
}

TEST(ForestReader, RefusesATreeThatBorrowsFromTheNext) {
  EXPECT_EQ(refusal(two_trees({1, 0}, 0b001'001)), "");
  // The first tree has a split too many, the second one too few.
  refuses("splits without children", two_trees({1, 0}, 0b000'011));
  refuses("n_mixed_leaves does not fit leaf_class", two_trees({0, 1}, 0b001'001));
}

TEST(ForestReader, RefusesSplitsThatCannotBeTaken) {
  refuses("a split's feature", [](Columns& c) { c.feature = {2}; });
  refuses("a split's feature", [](Columns& c) { c.feature = {0xFFFF}; });
  refuses("a split's feature", [](Columns& c) { c.threshold = {kInfinity}; });
  refuses("a split's feature", [](Columns& c) { c.threshold = {-kInfinity}; });
  refuses("a split's feature", [](Columns& c) { c.threshold = {kNan}; });
}

TEST(ForestReader, RefusesLeavesThatAreNoDistribution) {
  refuses("a leaf's class does not exist", [](Columns& c) { c.leaf_class = {3, 255}; });
  refuses("a leaf's class does not exist", [](Columns& c) { c.leaf_class = {254, 255}; });
  refuses("more mixed leaves than mixed_n", [](Columns& c) { c.leaf_class = {255, 255}; });
  refuses("classes are missing", [](Columns& c) { c.mixed_n = {3}; });
  refuses("classes are missing", [](Columns& c) { c.mixed_n = {255}; });
  refuses("mixed_class has more", [](Columns& c) {
    c.mixed_class = {0, 1, 2};
    c.mixed_fraction = {0.25F, 0.75F, 1.0F};
  });
  refuses("does not exist or stands twice", [](Columns& c) { c.mixed_class = {0, 3}; });
  refuses("does not exist or stands twice", [](Columns& c) { c.mixed_class = {1, 1}; });
  for (const float fraction : {-0.25F, 0.0F, 1.5F, kInfinity, kNan}) {
    refuses("lies outside (0, 1]", [=](Columns& c) { c.mixed_fraction = {fraction, 0.75F}; });
  }
  refuses("do not add to one", [](Columns& c) { c.mixed_fraction = {0.5F, 0.75F}; });
  refuses("do not add to one", [](Columns& c) { c.mixed_n = {1}; });
  refuses("do not add to one", [](Columns& c) { c.mixed_n = {0}; });
}

TEST(ForestReader, RefusesImportancesThatAreNoShares) {
  for (const double importance : {-0.5, 2.0, static_cast<double>(kNan)}) {
    refuses("an importance lies outside", [=](Columns& c) { c.importances = {importance, 1.0}; });
  }
}

// A chain is as deep as 2^20 nodes can be: walking it takes its time, but no stack.
TEST(ForestReader, ReadsTheDeepestTree) {
  Columns c;
  constexpr std::uint32_t kSplits = TreeNode::kMaxNodes / 2 - 1;
  c.n_nodes = {2 * kSplits + 1};
  c.n_mixed_leaves = {0};
  c.is_split.assign((c.n_nodes[0] + 7) / 8, 0);
  c.is_split[0] = 1;
  for (std::uint32_t k = 1; k < kSplits; ++k) {
    const std::uint32_t node = 2 * k;
    c.is_split[node / 8] |= static_cast<std::uint8_t>(1U << (node % 8));
  }
  c.feature.assign(kSplits, 0);
  c.threshold.assign(kSplits, 0.0F);
  c.leaf_class.assign(kSplits + 1, 1);
  c.leaf_class.back() = 2;
  c.mixed_n = c.mixed_class = {};
  c.mixed_fraction = {};
  const auto forest = c.read();
  EXPECT_EQ(forest.trees()[0].depth, kSplits);
  const std::vector<float> x{1.0F, 0.0F};
  std::vector<double> p(3);
  forest.predict_proba({x.data(), 1, 2}, {p.data(), 1, 3});
  EXPECT_EQ(p, (std::vector<double>{0.0, 0.0, 1.0}));
}

TEST(ForestReader, RefusesAFileThatIsTooLongBeforeReadingIt) {
  const std::vector<std::byte> bytes(RandomForest::kMaxFileBytes + 1);
  EXPECT_THROW((void)RandomForest::from_bytes(bytes), BundleError);
}

}  // namespace
}  // namespace earmark::ml
