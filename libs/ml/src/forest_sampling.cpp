#include "forest_sampling.h"

#include <algorithm>
#include <numeric>
#include <stdexcept>

#include "earmark/ml/balanced_weights.h"

namespace earmark::ml {
namespace {

std::size_t count_draws(const RandomForestConfig& config, std::size_t n_samples, double weight) {
  if (const auto* count = std::get_if<std::size_t>(&config.max_samples)) {
    return *count;
  }
  if (const auto* fraction = std::get_if<double>(&config.max_samples)) {
    return std::max<std::size_t>(1, static_cast<std::size_t>(*fraction * weight));
  }
  return n_samples;
}

}  // namespace

ForestSampling::ForestSampling(std::span<const int> y, std::size_t n_classes,
                               std::span<const double> sample_weight,
                               const RandomForestConfig& config)
    : y_{y},
      n_classes_{n_classes},
      weights_(sample_weight.begin(), sample_weight.end()),
      balance_each_{config.class_weight.rule == ClassWeight::Rule::kBalancedSubsample &&
                    config.bootstrap} {
  apply_class_weight(config);
  if (config.bootstrap) {
    const double weight = weights_.empty() ? static_cast<double>(y.size())
                                           : std::reduce(weights_.begin(), weights_.end());
    n_draws_ = count_draws(config, y.size(), weight);
    cumulative_.resize(weights_.size());
    std::partial_sum(weights_.begin(), weights_.end(), cumulative_.begin());
  }
}

void ForestSampling::apply_class_weight(const RandomForestConfig& config) {
  const ClassWeight& rule = config.class_weight;
  if (rule.rule == ClassWeight::Rule::kNone || balance_each_) {
    return;
  }
  if (weights_.empty()) {
    weights_.assign(y_.size(), 1.0);
  }
  const auto of_class = rule.rule == ClassWeight::Rule::kValues ? rule.values : balanced(weights_);
  if (of_class.size() != n_classes_) {
    throw std::invalid_argument("RandomForest::fit: class_weight must have one value a class");
  }
  for (std::size_t row = 0; row < y_.size(); ++row) {
    weights_[row] *= of_class[static_cast<std::size_t>(y_[row])];
  }
  if (std::ranges::none_of(weights_, [](double w) { return w > 0.0; })) {
    throw std::invalid_argument("RandomForest::fit: class_weight leaves every row with weight 0");
  }
}

std::vector<double> ForestSampling::balanced(std::span<const double> weights) const {
  std::vector<double> of_class(n_classes_, 0.0);
  for (std::size_t row = 0; row < y_.size(); ++row) {
    of_class[static_cast<std::size_t>(y_[row])] += weights[row];
  }
  return balanced_weights(of_class);
}

std::vector<double> ForestSampling::draw(Rng& rng) const {
  if (n_draws_ == 0) {
    return weights_.empty() ? std::vector<double>(y_.size(), 1.0) : weights_;
  }
  std::vector<double> counts(y_.size(), 0.0);
  const auto n = static_cast<std::uint32_t>(y_.size());
  for (std::size_t i = 0; i < n_draws_; ++i) {
    if (cumulative_.empty()) {
      counts[rng.below(n)] += 1.0;
      continue;
    }
    const double point = rng.uniform() * cumulative_.back();
    const auto place = std::ranges::upper_bound(cumulative_, point);
    counts[std::min<std::size_t>(static_cast<std::size_t>(place - cumulative_.begin()), n - 1)] +=
        1.0;
  }
  if (balance_each_) {
    const auto of_class = balanced(counts);
    for (std::size_t row = 0; row < counts.size(); ++row) {
      counts[row] *= of_class[static_cast<std::size_t>(y_[row])];
    }
  }
  return counts;
}

}  // namespace earmark::ml
