#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>
#include <vector>

namespace earmark::ml {

/// What a split makes less of, and what a feature's importance counts.
enum class Criterion {
  kGini,     ///< 1 - sum of p^2 over the classes' shares p of a node
  kEntropy,  ///< -sum of p log2 p, in bits
};

/// Reads scikit-learn's spelling: "gini", "entropy", or "log_loss", which is entropy by another
/// name.
/// @throws std::invalid_argument  anything else
[[nodiscard]] Criterion parse_criterion(std::string_view text);

/// How many features a split looks at, drawn anew for each node.
struct MaxFeatures {
  enum class Rule { kSqrt, kLog2, kAll, kCount, kFraction };

  Rule rule = Rule::kSqrt;
  double value = 0.0;  ///< the count (>= 1) or the fraction (0, 1] of the last two rules

  /// Reads scikit-learn's spelling: "sqrt", "log2", "all" (or "None"), an integer such as "7", or a
  /// fraction such as "0.3".
  /// @throws std::invalid_argument  anything else
  [[nodiscard]] static MaxFeatures parse(std::string_view text);

  /// The number for a table of n_features columns: truncated, 1 at least, n_features at most.
  [[nodiscard]] std::size_t count(std::size_t n_features) const;
};

/// Weights of the classes, multiplied into the weights of the samples.
struct ClassWeight {
  enum class Rule {
    kNone,
    kBalanced,           ///< n / (n_classes * count of the class), over all rows
    kBalancedSubsample,  ///< the same over each tree's bootstrap sample
    kValues,
  };

  Rule rule = Rule::kNone;
  std::vector<double> values;  ///< [n_classes], each >= 0; for kValues only

  /// Reads "none", "balanced" or "balanced_subsample".
  /// @throws std::invalid_argument  anything else
  [[nodiscard]] static ClassWeight parse(std::string_view text);
};

/// Parameters of RandomForest by scikit-learn's names, with its meanings and defaults
/// (sklearn.ensemble.RandomForestClassifier 1.9). Of its parameters these are absent:
///   n_jobs               is the size of the thread pool that fit() and predict_proba() are given
///   verbose              is fit()'s progress
///   ccp_alpha            prunes lone trees, which overfit; a forest's mean does not need it, and
///                        min_impurity_decrease, min_samples_leaf and max_leaf_nodes keep it small
///   warm_start           a forest never changes once it is grown
///   monotonic_cst        is for two classes only
/// And these take less: min_samples_split and min_samples_leaf no fractions of the rows,
/// random_state no None (the same config always gives the same forest), oob_score no function.
struct RandomForestConfig {
  static constexpr std::size_t kMaxEstimators = 100'000;

  std::size_t n_estimators = 100;
  Criterion criterion = Criterion::kGini;
  std::optional<std::size_t> max_depth;  ///< none: until leaves are pure
  std::size_t min_samples_split = 2;     ///< distinct rows that a node needs to be split
  std::size_t min_samples_leaf = 1;      ///< distinct rows that each side of a split keeps
  double min_weight_fraction_leaf = 0.0;
  MaxFeatures max_features;
  std::optional<std::size_t> max_leaf_nodes;  ///< none: depth first; else the best splits first
  double min_impurity_decrease = 0.0;
  bool bootstrap = true;
  /// Rows drawn for a tree: none: as many as there are; a count; or a fraction of the rows.
  std::variant<std::monostate, std::size_t, double> max_samples;
  /// Measure RandomForest::oob_score(); needs bootstrap.
  bool oob_score = false;
  ClassWeight class_weight;
  std::uint64_t random_state = 0;

  /// @throws std::invalid_argument  naming the first parameter out of its range
  void validate() const;
};

}  // namespace earmark::ml
