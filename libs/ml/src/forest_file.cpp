#include <flatbuffers/flatbuffers.h>

#include <cstdint>
#include <utility>

#include "earmark/ml/random_forest.h"
#include "forest_generated.h"
#include "forest_limits.h"
#include "forest_reader.h"
#include "model_file.h"
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

  [[nodiscard]] std::size_t n_bytes() const {
    return (n_nodes.size() + n_mixed_leaves.size()) * sizeof(std::uint32_t) + is_split.size() +
           feature.size() * sizeof(std::uint16_t) +
           (threshold.size() + mixed_fraction.size()) * sizeof(float) + leaf_class.size() +
           mixed_n.size() + mixed_class.size();
  }

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
  std::uint64_t n_mixed_floats = 0;
  for (const ForestTree& tree : trees_) {
    n_mixed_floats += tree.mixed.size();
    c.add_tree(tree, static_cast<std::size_t>(n_classes_));
  }
  require_readable_size(c.n_bytes(), n_mixed_floats);  // FlatBuffers itself breaks down at 2 GB
  flatbuffers::FlatBufferBuilder builder{1U << 16U};
  const auto genres = write_genres(builder, names_);
  const auto root = fbs::CreateForestDirect(
      builder, kVersion, static_cast<std::uint32_t>(n_features_),
      static_cast<std::uint32_t>(n_classes_), &c.n_nodes, &c.n_mixed_leaves, &c.is_split,
      &c.feature, &c.threshold, &c.leaf_class, &c.mixed_n, &c.mixed_class, &c.mixed_fraction,
      &importances_, unless_empty(genres), unless_empty(names_.recipe));
  fbs::FinishForestBuffer(builder, root);
  require_readable_size(builder.GetSize(), n_mixed_floats);
  return bytes_of(builder);
}

RandomForest RandomForest::from_bytes(std::span<const std::byte> bytes) {
  const VerifiedFile<fbs::Forest> verified{
      bytes, {"forest", fbs::ForestIdentifier(), kVersion, kMaxFileBytes}};
  const fbs::Forest& file = verified.root();
  ForestReader reader{file};
  auto trees = reader.read_trees();
  RandomForest forest{file.n_features(), static_cast<int>(file.n_classes()), std::move(trees),
                      reader.read_importances()};
  forest.names_ = read_names(file);
  return forest;
}

void RandomForest::save(const std::filesystem::path& path) const { save_model(*this, path); }

RandomForest RandomForest::load(const std::filesystem::path& path) {
  return load_model<RandomForest>(path);
}

}  // namespace earmark::ml
