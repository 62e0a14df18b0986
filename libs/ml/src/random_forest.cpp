#include "earmark/ml/random_forest.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <mutex>
#include <numeric>
#include <stdexcept>
#include <utility>

#include "earmark/base/rng.h"
#include "earmark/base/thread_pool.h"
#include "forest_limits.h"
#include "forest_sampling.h"
#include "out_of_bag.h"
#include "ranked_table.h"
#include "tree_grower.h"

namespace earmark::ml {
namespace {

void require(bool holds, const char* rule) {
  if (!holds) {
    throw std::invalid_argument(std::string{"RandomForest::fit: "} + rule);
  }
}

bool all_finite(MatrixView<const float> X) {
  for (std::size_t row = 0; row < X.rows(); ++row) {
    if (!std::ranges::all_of(X.row(row), [](float x) { return std::isfinite(x); })) {
      return false;
    }
  }
  return true;
}

void check_fit(MatrixView<const float> X, std::span<const int> y, int n_classes,
               std::span<const double> sample_weight) {
  require(X.rows() > 0 && X.rows() < (std::size_t{1} << 31U), "X must have 1 to 2^31 rows");
  require(X.cols() > 0 && X.cols() <= TreeNode::kMaxFeatures, "X must have 1 to 4096 columns");
  require(n_classes >= 2 && static_cast<std::uint32_t>(n_classes) <= kMaxForestClasses,
          "n_classes must lie in [2, 254]");
  require(y.size() == X.rows(), "y must have one class a row");
  require(std::ranges::all_of(y, [&](int label) { return label >= 0 && label < n_classes; }),
          "y must lie in [0, n_classes)");
  require(all_finite(X), "X must be finite");
  if (!sample_weight.empty()) {
    require(sample_weight.size() == X.rows(), "sample_weight must have one weight a row");
    require(std::ranges::all_of(sample_weight, [](double w) { return w >= 0 && std::isfinite(w); }),
            "sample_weight must be finite and >= 0");
    require(std::ranges::any_of(sample_weight, [](double w) { return w > 0.0; }),
            "sample_weight must not be all 0");
  }
}

GrowthRules resolve(const RandomForestConfig& config, std::size_t n_features) {
  return {.criterion = config.criterion,
          .max_features = config.max_features.count(n_features),
          .max_depth = config.max_depth.value_or(0),
          .min_samples_split = config.min_samples_split,
          .min_samples_leaf = config.min_samples_leaf,
          .min_weight_fraction_leaf = config.min_weight_fraction_leaf,
          .max_leaf_nodes = config.max_leaf_nodes.value_or(0),
          .min_impurity_decrease = config.min_impurity_decrease};
}

/// Mean over the trees that have a split, then scaled to add to 1, as scikit-learn does.
std::vector<double> mean_importances(const std::vector<std::vector<double>>& of_trees) {
  std::vector<double> mean(of_trees.front().size(), 0.0);
  for (const auto& importances : of_trees) {
    std::ranges::transform(mean, importances, mean.begin(), std::plus<>{});
  }
  const double sum = std::accumulate(mean.begin(), mean.end(), 0.0);
  for (double& value : mean) {
    value = sum > 0.0 ? value / sum : 0.0;
  }
  return mean;
}

}  // namespace

RandomForest::RandomForest(std::size_t n_features, int n_classes, std::vector<ForestTree> trees,
                           std::vector<double> importances)
    : n_features_{n_features},
      n_classes_{n_classes},
      trees_{std::move(trees)},
      importances_{std::move(importances)} {}

RandomForest RandomForest::named(ModelNames names) && {
  if (!names.genres.empty() && (names.genres.size() != static_cast<std::size_t>(n_classes_) ||
                                !are_genre_names(names.genres))) {
    throw std::invalid_argument("RandomForest::named: genres must be one name a class");
  }
  names_ = std::move(names);
  return std::move(*this);
}

RandomForest RandomForest::fit(MatrixView<const float> X, std::span<const int> y, int n_classes,
                               std::span<const double> sample_weight,
                               const RandomForestConfig& config, ThreadPool& pool,
                               const Progress& progress) {
  config.validate();
  check_fit(X, y, n_classes, sample_weight);
  const RankedTable table{X, pool};
  const ForestSampling sampling{y, static_cast<std::size_t>(n_classes), sample_weight, config};
  const GrowthRules rules = resolve(config, X.cols());

  std::vector<std::unique_ptr<TreeGrower>> growers(pool.n_threads());
  std::vector<ForestTree> trees(config.n_estimators);
  std::vector<std::vector<double>> importances(config.n_estimators,
                                               std::vector<double>(X.cols(), 0.0));
  std::mutex progress_mutex;
  std::size_t n_done = 0;
  pool.parallel_for(config.n_estimators, [&](std::size_t tree, std::size_t worker) {
    if (!growers[worker]) {
      growers[worker] =
          std::make_unique<TreeGrower>(table, y, static_cast<std::size_t>(n_classes), rules);
    }
    Rng rng{config.random_state, tree};
    const auto weights = sampling.draw(rng);
    trees[tree] = growers[worker]->grow(weights, rng, importances[tree]);
    if (progress) {
      const std::lock_guard lock{progress_mutex};
      progress(++n_done);
    }
  });
  RandomForest forest{X.cols(), n_classes, std::move(trees), mean_importances(importances)};
  if (config.oob_score) {
    forest.oob_score_ = out_of_bag_accuracy(forest.trees_, sampling, config.random_state, X, y,
                                            static_cast<std::size_t>(n_classes), pool);
  }
  return forest;
}

}  // namespace earmark::ml
