#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "earmark/base/matrix_view.h"
#include "earmark/ml/forest_tree.h"
#include "earmark/ml/model_names.h"
#include "earmark/ml/random_forest_config.h"

namespace earmark {
class ThreadPool;
}

namespace earmark::ml {

/// Random forest for classification (Breiman 2001) with scikit-learn's semantics: each tree grows
/// on a bootstrap sample, each split is the best of max_features drawn columns by the criterion,
/// tried at every midpoint of neighbouring values, and probabilities are the mean over trees of
/// the class fractions in the leaf that a row reaches. Values within 1e-7 count as equal, as
/// there. The random numbers are our own, so that trees differ from scikit-learn's one by one and
/// agree in distribution.
///
/// Immutable; every const member is thread-safe.
class RandomForest {
 public:
  /// Called after each tree with the number of trees done, one call at a time.
  using Progress = std::function<void(std::size_t n_done)>;

  /// Grows the forest. The same seed gives the same forest whatever the number of threads.
  ///
  /// @param X              rows [n_samples, n_features], finite; at most 4096 features
  /// @param y              class of each row, in [0, n_classes)
  /// @param n_classes      2 to 254; a class may be absent
  /// @param sample_weight  empty, or one weight >= 0 a row, not all 0
  /// @param pool           trees are shared among its threads
  /// @throws std::invalid_argument  an argument or the config out of range
  /// @throws DataError  kind "model": a tree would have over 2^20 nodes
  [[nodiscard]] static RandomForest fit(MatrixView<const float> X, std::span<const int> y,
                                        int n_classes, std::span<const double> sample_weight,
                                        const RandomForestConfig& config, ThreadPool& pool,
                                        const Progress& progress = {});

  /// Probability of each class for each row; a row's probabilities add to 1.
  ///
  /// @param X    [n_rows, n_features], finite
  /// @param out  [n_rows, n_classes]
  /// @throws std::invalid_argument  a wrong shape or a value that is not finite
  void predict_proba(MatrixView<const float> X, MatrixView<double> out) const;
  /// The same, rows shared among the threads of `pool`; equal bit for bit.
  void predict_proba(MatrixView<const float> X, MatrixView<double> out, ThreadPool& pool) const;

  /// Adds the class fractions that some of the trees give, for answers of a forest as it grows:
  /// divided by the number of trees added up, `sums` are the probabilities of a forest of these.
  ///
  /// @param X      [n_rows, n_features], finite
  /// @param first  the trees from this one
  /// @param last   to the one before this, at most trees().size()
  /// @param sums   [n_rows, n_classes]
  /// @throws std::invalid_argument  as predict_proba(), or a wrong range
  void add_votes(MatrixView<const float> X, std::size_t first, std::size_t last,
                 MatrixView<double> sums) const;

  /// Mean decrease of impurity by each feature over the trees, adding to 1 (all 0 where no tree
  /// has a split).
  [[nodiscard]] std::span<const double> feature_importances() const { return importances_; }

  /// Accuracy on the rows of fit(), each told by those trees alone that did not draw it (rows that
  /// all drew take no part). Rows of one song tell of each other, so that with several a song it
  /// flatters. Empty where the config did not ask for it, every tree drew every row, or the forest
  /// comes from a file, which does not hold it.
  [[nodiscard]] std::optional<double> oob_score() const { return oob_score_; }

  [[nodiscard]] int n_classes() const { return n_classes_; }
  [[nodiscard]] std::size_t n_features() const { return n_features_; }
  [[nodiscard]] std::span<const ForestTree> trees() const { return trees_; }

  /// What the classes and columns stand for; empty unless named() said it or the file did.
  [[nodiscard]] const ModelNames& names() const { return names_; }
  /// This forest with names.
  /// @throws std::invalid_argument  genres that are neither none nor one different name a class
  [[nodiscard]] RandomForest named(ModelNames names) &&;

  /// The forest as a file's content (docs/formats/forest.md).
  /// @throws DataError  kind "model": it is larger than from_bytes() takes
  [[nodiscard]] std::vector<std::byte> to_bytes() const;
  /// @throws BundleError  bytes that are not a whole, sound forest file
  [[nodiscard]] static RandomForest from_bytes(std::span<const std::byte> bytes);

  /// Writes to_bytes() atomically. @throws IoError, and as to_bytes()
  void save(const std::filesystem::path& path) const;
  /// @throws BundleError  as from_bytes(), naming the file
  /// @throws IoError      the file cannot be read or is over kMaxFileBytes
  [[nodiscard]] static RandomForest load(const std::filesystem::path& path);

  static constexpr std::size_t kMaxFileBytes = std::size_t{1} << 28U;

 private:
  RandomForest(std::size_t n_features, int n_classes, std::vector<ForestTree> trees,
               std::vector<double> importances);
  void check_input(MatrixView<const float> X, MatrixView<double> out) const;
  static void add_trees(MatrixView<const float> X, std::span<const ForestTree> trees,
                        MatrixView<double> sums);
  void predict_rows(MatrixView<const float> X, MatrixView<double> out) const;

  std::size_t n_features_;
  int n_classes_;
  std::vector<ForestTree> trees_;
  std::vector<double> importances_;
  ModelNames names_;
  std::optional<double> oob_score_;
};

}  // namespace earmark::ml
