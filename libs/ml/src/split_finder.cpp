#include "split_finder.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <numeric>
#include <type_traits>
#include <utility>

#include "split_score.h"

namespace earmark::ml {
namespace {

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

struct SplitFinder::Node {
  std::span<const TreeSample> samples;
  std::span<const double> class_weights;
  double weight = 0.0;
  const SplitRules& rules;
};

struct SplitFinder::Best {
  double score = -std::numeric_limits<double>::infinity();
  BestSplit split;
  std::size_t next_rank = 0;  ///< the least on the right
};

SplitFinder::SplitFinder(const RankedTable& table, std::size_t n_classes)
    : table_{table},
      narrow_keys_(table.n_samples()),
      wide_keys_(table.n_samples()),
      left_(n_classes) {}

void SplitFinder::load(std::span<const std::uint32_t> rows, std::span<const SampleCode> codes) {
  n_places_ = rows.size();
  codes_ = codes;
  code_bits_ = static_cast<unsigned>(std::bit_width(codes.size() - 1));
  const auto gather = [&](auto& ranks) {
    ranks.resize(table_.n_features() * n_places_);
    for (std::size_t feature = 0; feature < table_.n_features(); ++feature) {
      const auto of_all = table_.ranks(feature);
      auto* out = ranks.data() + feature * n_places_;
      for (std::size_t place = 0; place < n_places_; ++place) {
        out[place] = static_cast<std::remove_reference_t<decltype(*out)>>(of_all[rows[place]]);
      }
    }
  };
  if (table_.rank_bits() <= 16) {
    gather(narrow_ranks_);
  } else {
    gather(wide_ranks_);
  }
}

BestSplit SplitFinder::find(std::span<const TreeSample> samples,
                            std::span<const double> class_weights, const SplitRules& rules,
                            FeatureOrder& order, std::size_t& n_constant, Rng& rng) {
  const double weight = std::accumulate(class_weights.begin(), class_weights.end(), 0.0);
  const Node node{samples, class_weights, weight, rules};
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
  if (best.split.found) {
    const auto values = table_.values(best.split.feature);
    best.split.threshold = midpoint(values[best.split.last_left_rank], values[best.next_rank]);
  }
  return best.split;
}

/// False where the feature is constant in the node.
bool SplitFinder::search(const Node& node, std::uint32_t feature, Best& best) {
  const bool narrow = table_.rank_bits() + code_bits_ <= 32;
  const auto search_ranks = [&](auto ranks) {
    const auto column = ranks.subspan(feature * n_places_, n_places_);
    return narrow ? search_column(node, feature, column, narrow_keys_, narrow_sort_, best)
                  : search_column(node, feature, column, wide_keys_, wide_sort_, best);
  };
  return narrow_ranks_.empty() ? search_ranks(std::span<const std::uint32_t>{wide_ranks_})
                               : search_ranks(std::span<const std::uint16_t>{narrow_ranks_});
}

bool SplitFinder::is_same_value(std::uint32_t feature, std::size_t rank, std::size_t next) const {
  return table_.is_close_to_next(feature, rank) &&
         table_.values(feature)[next] <= table_.values(feature)[rank] + kFeatureThreshold;
}

template <typename Rank, typename Key>
bool SplitFinder::search_column(const Node& node, std::uint32_t feature,
                                std::span<const Rank> ranks, std::vector<Key>& keys,
                                KeySort<Key>& sort, Best& best) {
  const std::size_t n = node.samples.size();
  for (std::size_t i = 0; i < n; ++i) {
    const TreeSample sample = node.samples[i];
    keys[i] = static_cast<Key>(Key{ranks[sample.place]} << code_bits_ | sample.code);
  }
  sort(std::span{keys}.first(n), code_bits_, table_.rank_bits());
  const std::size_t least = keys[0] >> code_bits_;
  const std::size_t greatest = keys[n - 1] >> code_bits_;
  if (least == greatest || is_same_value(feature, least, greatest)) {
    return false;
  }
  const auto sorted = std::span<const Key>{keys}.first(n);
  if (node.rules.criterion == Criterion::kGini) {
    scan<GiniScore>(node, feature, sorted, best);
  } else {
    scan<EntropyScore>(node, feature, sorted, best);
  }
  return true;
}

/// Moves samples from right to left in order of value and scores each place between two values.
template <typename Score, typename Key>
void SplitFinder::scan(const Node& node, std::uint32_t feature, std::span<const Key> keys,
                       Best& best) {
  std::ranges::fill(left_, 0.0);
  const std::size_t n = keys.size();
  const Key mask = static_cast<Key>((Key{1} << code_bits_) - 1);
  double weight_left = 0.0;
  Score score{node.class_weights};
  for (std::size_t i = 0; i + 1 < n; ++i) {
    const SampleCode code = codes_[keys[i] & mask];
    const double left = left_[code.label];
    const double right = node.class_weights[code.label] - left;
    score.move(code.weight, left, right);
    left_[code.label] = left + code.weight;
    weight_left += code.weight;

    const std::size_t rank = keys[i] >> code_bits_;
    const std::size_t next = keys[i + 1] >> code_bits_;
    if (rank == next || is_same_value(feature, rank, next)) {
      continue;
    }
    const std::size_t n_left = i + 1;
    const double weight_right = node.weight - weight_left;
    if (std::min(n_left, n - n_left) < node.rules.min_samples_leaf ||
        std::min(weight_left, weight_right) < node.rules.min_weight_leaf) {
      continue;
    }
    const double value = score.value(weight_left, weight_right);
    if (value > best.score) {
      best.score = value;
      best.next_rank = next;
      best.split = {true, feature, static_cast<std::uint32_t>(rank), 0.0F};
    }
  }
}

}  // namespace earmark::ml
