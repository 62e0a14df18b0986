#include "split_finder.h"

#include <hwy/contrib/sort/vqsort.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

namespace earmark::ml {
namespace {

constexpr float kFeatureThreshold = 1e-7F;  // sklearn/tree/_partitioner.pxd
constexpr std::size_t kInsertionSortMax = 16;

template <typename Key>
void insertion_sort(std::span<Key> keys) {
  for (std::size_t i = 1; i < keys.size(); ++i) {
    const Key key = keys[i];
    std::size_t j = i;
    for (; j > 0 && keys[j - 1] > key; --j) {
      keys[j] = keys[j - 1];
    }
    keys[j] = key;
  }
}

/// The largest float that is not above the midpoint of two neighbours, so that comparing floats
/// with it sends each the same way as comparing with scikit-learn's double.
float midpoint(float below, float above) {
  const double middle = static_cast<double>(below) / 2.0 + static_cast<double>(above) / 2.0;
  auto result = static_cast<float>(middle);
  if (static_cast<double>(result) > middle) {
    result = std::nextafter(result, -std::numeric_limits<float>::infinity());
  }
  return result;
}

}  // namespace

FeatureOrder::FeatureOrder(std::size_t n_features) : features(n_features), constant(n_features) {
  std::iota(features.begin(), features.end(), 0U);
}

struct SplitFinder::Sorter {
  hwy::Sorter sort;
};

struct SplitFinder::Node {
  std::span<const TreeSample> samples;
  std::span<const double> class_weights;
  double weight = 0.0;
  double squares = 0.0;  ///< sum of the squared class weights
  const SplitRules& rules;
};

struct SplitFinder::Best {
  double score = -std::numeric_limits<double>::infinity();
  BestSplit split;
};

SplitFinder::SplitFinder(const RankedTable& table, std::size_t n_classes)
    : table_{table},
      n_classes_{n_classes},
      narrow_keys_(table.n_samples()),
      wide_keys_(table.n_samples()),
      left_(n_classes),
      sorter_{std::make_unique<Sorter>()} {}

SplitFinder::~SplitFinder() = default;

void SplitFinder::set_codes(std::span<const SampleCode> codes) {
  codes_ = codes;
  code_bits_ = static_cast<unsigned>(std::bit_width(codes.size() - 1));
}

BestSplit SplitFinder::find(std::span<const TreeSample> samples,
                            std::span<const double> class_weights, const SplitRules& rules,
                            FeatureOrder& order, std::size_t& n_constant, Rng& rng) {
  Node node{samples, class_weights, 0.0, 0.0, rules};
  for (const double weight : class_weights) {
    node.weight += weight;
    node.squares += weight * weight;
  }
  Best best;
  auto& features = order.features;
  const std::size_t n_known = n_constant;
  std::size_t n_found = 0;
  std::size_t n_drawn = 0;
  std::size_t end = features.size();
  // The draw without replacement of sklearn/tree/_splitter.pyx: constant features use up draws,
  // but at least one feature that varies is searched where there is one.
  for (std::size_t n_visited = 0; end > n_known + n_found && (n_visited < rules.max_features ||
                                                              n_visited <= n_found + n_drawn);) {
    ++n_visited;
    std::size_t j = n_drawn + rng.below(static_cast<std::uint32_t>(end - n_found - n_drawn));
    if (j < n_known) {
      std::swap(features[n_drawn++], features[j]);
      continue;
    }
    j += n_found;
    if (search(node, features[j], best)) {
      std::swap(features[--end], features[j]);
    } else {
      std::swap(features[j], features[n_known + n_found]);
      ++n_found;
    }
  }
  // Siblings and children rely on the order of the known constants.
  std::copy_n(order.constant.begin(), n_known, features.begin());
  std::copy_n(features.begin() + static_cast<std::ptrdiff_t>(n_known), n_found,
              order.constant.begin() + static_cast<std::ptrdiff_t>(n_known));
  n_constant = n_known + n_found;
  return best.split;
}

/// False where the feature is constant in the node.
bool SplitFinder::search(const Node& node, std::uint32_t feature, Best& best) {
  return table_.rank_bits() + code_bits_ <= 32 ? search_sorted(node, feature, narrow_keys_, best)
                                               : search_sorted(node, feature, wide_keys_, best);
}

template <typename Key>
bool SplitFinder::search_sorted(const Node& node, std::uint32_t feature, std::vector<Key>& keys,
                                Best& best) {
  const auto ranks = table_.ranks(feature);
  const auto values = table_.values(feature);
  const std::size_t n = node.samples.size();
  for (std::size_t i = 0; i < n; ++i) {
    const TreeSample sample = node.samples[i];
    keys[i] = static_cast<Key>(Key{ranks[sample.row]} << code_bits_ | sample.code);
  }
  if (n <= kInsertionSortMax) {
    insertion_sort(std::span{keys}.first(n));
  } else {
    sorter_->sort(keys.data(), n, hwy::SortAscending{});
  }
  if (values[keys[n - 1] >> code_bits_] <= values[keys[0] >> code_bits_] + kFeatureThreshold) {
    return false;
  }

  std::ranges::fill(left_, 0.0);
  const Key mask = (Key{1} << code_bits_) - 1;
  double weight_left = 0.0;
  double squares_left = 0.0;
  double squares_right = node.squares;
  for (std::size_t i = 0; i + 1 < n; ++i) {
    const SampleCode code = codes_[keys[i] & mask];
    const double left = left_[code.label];
    const double right = node.class_weights[code.label] - left;
    squares_left += code.weight * (2.0 * left + code.weight);
    squares_right -= code.weight * (2.0 * right - code.weight);
    left_[code.label] = left + code.weight;
    weight_left += code.weight;

    const Key rank = keys[i] >> code_bits_;
    const Key next = keys[i + 1] >> code_bits_;
    if (rank == next || values[next] <= values[rank] + kFeatureThreshold) {
      continue;
    }
    const std::size_t n_left = i + 1;
    const double weight_right = node.weight - weight_left;
    if (std::min(n_left, n - n_left) < node.rules.min_samples_leaf ||
        std::min(weight_left, weight_right) < node.rules.min_weight_leaf) {
      continue;
    }
    const double score = squares_left / weight_left + squares_right / weight_right;
    if (score > best.score) {
      best.score = score;
      best.split = {true, feature, static_cast<std::uint32_t>(rank),
                    midpoint(values[rank], values[next])};
    }
  }
  return true;
}

}  // namespace earmark::ml
