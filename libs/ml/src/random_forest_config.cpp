#include "earmark/ml/random_forest_config.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <stdexcept>
#include <string>

#include "parse_number.h"

namespace earmark::ml {
namespace {

void require(bool holds, const char* rule) {
  if (!holds) {
    throw std::invalid_argument(std::string{"RandomForestConfig: "} + rule);
  }
}

void validate_max_features(const MaxFeatures& m) {
  if (m.rule == MaxFeatures::Rule::kCount) {
    require(m.value >= 1.0 && m.value == std::floor(m.value) && std::isfinite(m.value),
            "max_features must be a whole number >= 1");
  }
  if (m.rule == MaxFeatures::Rule::kFraction) {
    require(m.value > 0.0 && m.value <= 1.0, "max_features must be a fraction in (0, 1]");
  }
}

void validate_max_samples(const RandomForestConfig& config) {
  if (const auto* n = std::get_if<std::size_t>(&config.max_samples)) {
    require(*n >= 1, "max_samples must be >= 1");
  }
  if (const auto* fraction = std::get_if<double>(&config.max_samples)) {
    require(*fraction > 0.0 && std::isfinite(*fraction), "max_samples must be finite and > 0");
  }
  require(config.bootstrap || config.max_samples.index() == 0, "max_samples needs bootstrap");
}

void validate_class_weight(const ClassWeight& weight) {
  require((weight.rule == ClassWeight::Rule::kValues) == !weight.values.empty(),
          "class_weight's values are for the rule kValues, and only for it");
  require(std::ranges::all_of(weight.values, [](double w) { return w >= 0.0 && std::isfinite(w); }),
          "class_weight's values must be finite and >= 0");
}

}  // namespace

Criterion parse_criterion(std::string_view text) {
  if (text == "gini") {
    return Criterion::kGini;
  }
  if (text == "entropy" || text == "log_loss") {
    return Criterion::kEntropy;
  }
  throw std::invalid_argument("Criterion: '" + std::string{text} +
                              "' must be gini, entropy or log_loss");
}

MaxFeatures MaxFeatures::parse(std::string_view text) {
  if (text == "sqrt") {
    return {Rule::kSqrt, 0.0};
  }
  if (text == "log2") {
    return {Rule::kLog2, 0.0};
  }
  if (text == "all" || text == "None" || text == "none") {
    return {Rule::kAll, 0.0};
  }
  const auto value = parse_number(text);
  const bool whole = text.find_first_not_of("0123456789") == std::string_view::npos;
  MaxFeatures result{whole ? Rule::kCount : Rule::kFraction, value.value_or(0.0)};
  try {
    validate_max_features(result);
  } catch (const std::invalid_argument&) {
    throw std::invalid_argument("MaxFeatures: '" + std::string{text} +
                                "' must be sqrt, log2, all, a count or a fraction in (0, 1]");
  }
  return result;
}

std::size_t MaxFeatures::count(std::size_t n_features) const {
  const auto n = static_cast<double>(n_features);
  double wanted = n;
  switch (rule) {
    case Rule::kSqrt:
      wanted = std::sqrt(n);
      break;
    case Rule::kLog2:
      wanted = std::log2(n);
      break;
    case Rule::kAll:
      break;
    case Rule::kCount:
      wanted = value;
      break;
    case Rule::kFraction:
      wanted = value * n;
      break;
  }
  return static_cast<std::size_t>(std::clamp(wanted, 1.0, n));
}

ClassWeight ClassWeight::parse(std::string_view text) {
  if (text == "none" || text == "None") {
    return {};
  }
  if (text == "balanced") {
    return {Rule::kBalanced, {}};
  }
  if (text == "balanced_subsample") {
    return {Rule::kBalancedSubsample, {}};
  }
  throw std::invalid_argument("ClassWeight: '" + std::string{text} +
                              "' must be none, balanced or balanced_subsample");
}

void RandomForestConfig::validate() const {
  require(n_estimators >= 1 && n_estimators <= kMaxEstimators,
          "n_estimators must lie in [1, 100000]");
  require(!max_depth || *max_depth >= 1, "max_depth must be >= 1");
  require(min_samples_split >= 2, "min_samples_split must be >= 2");
  require(min_samples_leaf >= 1, "min_samples_leaf must be >= 1");
  require(min_weight_fraction_leaf >= 0.0 && min_weight_fraction_leaf <= 0.5,
          "min_weight_fraction_leaf must lie in [0, 0.5]");
  require(!max_leaf_nodes || *max_leaf_nodes >= 2, "max_leaf_nodes must be >= 2");
  require(min_impurity_decrease >= 0.0 && std::isfinite(min_impurity_decrease),
          "min_impurity_decrease must be finite and >= 0");
  validate_max_features(max_features);
  validate_max_samples(*this);
  require(bootstrap || !oob_score, "oob_score needs bootstrap");
  validate_class_weight(class_weight);
}

}  // namespace earmark::ml
