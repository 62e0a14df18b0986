#include <flatbuffers/flatbuffers.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "earmark/base/atomic_file.h"
#include "earmark/base/errors.h"
#include "earmark/base/file_bytes.h"
#include "earmark/ml/random_forest.h"
#include "forest_generated.h"
#include "forest_reader.h"
#include "verified_file.h"

namespace earmark::ml {
namespace {

constexpr std::uint32_t kVersion = 1;

/// Everything about the trees, in the order of the schema.
struct Columns {
  std::vector<std::uint32_t> n_nodes;
  std::vector<std::uint32_t> n_mixed_leaves;
  std::vector<std::uint8_t> is_split;
  std::vector<std::uint16_t> feature;
  std::vector<float> threshold;
  std::vector<std::uint8_t> leaf_class;
  std::vector<std::uint8_t> mixed_n;
  std::vector<std::uint8_t> mixed_class;
  std::vector<float> mixed_fraction;
  std::size_t n_bits = 0;

  void add_bit(bool bit) {
    if (n_bits % 8 == 0) {
      is_split.push_back(0);
    }
    is_split.back() |= static_cast<std::uint8_t>((bit ? 1U : 0U) << (n_bits % 8));
    ++n_bits;
  }

  void add_mixed(std::span<const float> fractions) {
    leaf_class.push_back(kMixedLeaf);
    mixed_n.push_back(0);
    for (std::size_t c = 0; c < fractions.size(); ++c) {
      if (fractions[c] > 0.0F) {
        ++mixed_n.back();
        mixed_class.push_back(static_cast<std::uint8_t>(c));
        mixed_fraction.push_back(fractions[c]);
      }
    }
  }

  void add_tree(const ForestTree& tree, std::size_t n_classes) {
    n_nodes.push_back(static_cast<std::uint32_t>(tree.nodes.size()));
    n_mixed_leaves.push_back(static_cast<std::uint32_t>(tree.mixed.size() / n_classes));
    for (const TreeNode node : tree.nodes) {
      add_bit(!node.is_leaf());
      if (!node.is_leaf()) {
        feature.push_back(static_cast<std::uint16_t>(node.feature()));
        threshold.push_back(node.threshold());
      } else if (node.leaf_id() < n_classes) {
        leaf_class.push_back(static_cast<std::uint8_t>(node.leaf_id()));
      } else {
        add_mixed(
            std::span{tree.mixed}.subspan((node.leaf_id() - n_classes) * n_classes, n_classes));
      }
    }
  }
};

}  // namespace

std::vector<std::byte> RandomForest::to_bytes() const {
  Columns c;
  for (const ForestTree& tree : trees_) {
    c.add_tree(tree, static_cast<std::size_t>(n_classes_));
  }
  flatbuffers::FlatBufferBuilder builder{1U << 16U};
  const auto root =
      fbs::CreateForestDirect(builder, kVersion, static_cast<std::uint32_t>(n_features_),
                              static_cast<std::uint32_t>(n_classes_), &c.n_nodes, &c.n_mixed_leaves,
                              &c.is_split, &c.feature, &c.threshold, &c.leaf_class, &c.mixed_n,
                              &c.mixed_class, &c.mixed_fraction, &importances_);
  fbs::FinishForestBuffer(builder, root);
  const auto bytes = std::as_bytes(std::span{builder.GetBufferPointer(), builder.GetSize()});
  return {bytes.begin(), bytes.end()};
}

RandomForest RandomForest::from_bytes(std::span<const std::byte> bytes) {
  const VerifiedFile<fbs::Forest> verified{
      bytes, {"forest", fbs::ForestIdentifier(), kVersion, kMaxFileBytes}};
  const fbs::Forest& file = verified.root();
  ForestReader reader{file};
  auto trees = reader.read_trees();
  return {file.n_features(), static_cast<int>(file.n_classes()), std::move(trees),
          reader.read_importances()};
}

void RandomForest::save(const std::filesystem::path& path) const {
  AtomicFile file{path};
  file.write(to_bytes());
  file.commit();
}

RandomForest RandomForest::load(const std::filesystem::path& path) {
  const auto bytes = read_file(path, kMaxFileBytes);
  try {
    return from_bytes(bytes);
  } catch (const BundleError& error) {
    throw BundleError(path.string() + ": " + error.what());
  }
}

}  // namespace earmark::ml
