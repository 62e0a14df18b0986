#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "earmark/base/matrix_view.h"

/// Figures of merit. In all of them `y` is the true class and `predicted` the answer, one a row;
/// predicted -1 stands for "no answer", which is always wrong. `probabilities` is
/// [n_rows, n_classes], each in [0, 1]. Every function throws std::invalid_argument for no rows or
/// no classes, lengths that differ, and classes or probabilities out of range (NaN among them), and
/// is thread-safe.
namespace earmark::ml {

/// The class of the largest probability in each row; the first of equal ones.
[[nodiscard]] std::vector<int> most_probable(MatrixView<const double> probabilities);

/// Share of rows that are right.
[[nodiscard]] double accuracy(std::span<const int> y, std::span<const int> predicted);

/// Counts [n_classes, n_classes], row-major: rows are true classes, columns predicted ones. Rows
/// without an answer are in no cell.
[[nodiscard]] std::vector<std::size_t> confusion_matrix(std::span<const int> y,
                                                        std::span<const int> predicted,
                                                        int n_classes);

/// Precision, recall and F1 of one class; 0 where they have no denominator.
struct ClassScores {
  double precision = 0.0;
  double recall = 0.0;
  double f1 = 0.0;
  std::size_t support = 0;  ///< rows of this class
};
[[nodiscard]] std::vector<ClassScores> class_scores(std::span<const int> y,
                                                    std::span<const int> predicted, int n_classes);

/// Mean recall over the classes that occur in y.
[[nodiscard]] double balanced_accuracy(std::span<const int> y, std::span<const int> predicted,
                                       int n_classes);

/// Mean F1 over the classes that occur in y or in predicted.
[[nodiscard]] double macro_f1(std::span<const int> y, std::span<const int> predicted,
                              int n_classes);

/// Mean of -log p(y), natural logarithm; p is kept above the double epsilon, as
/// sklearn.metrics.log_loss does.
[[nodiscard]] double negative_log_likelihood(MatrixView<const double> probabilities,
                                             std::span<const int> y);

/// Mean over rows of the sum over classes of (p - [class is y])^2, in [0, 2].
[[nodiscard]] double brier_score(MatrixView<const double> probabilities, std::span<const int> y);

/// Rows whose largest probability lies in (low, high].
struct ReliabilityBin {
  double low = 0.0;
  double high = 0.0;
  std::size_t count = 0;
  double confidence = 0.0;  ///< mean largest probability; 0 for an empty bin
  double accuracy = 0.0;    ///< share of rows that are right; 0 for an empty bin
};
/// @param n_bins  >= 1 bins of equal width over [0, 1]
[[nodiscard]] std::vector<ReliabilityBin> reliability_bins(MatrixView<const double> probabilities,
                                                           std::span<const int> y,
                                                           std::size_t n_bins = 10);

/// Bins of as many rows each as can be, in order of confidence: low and high are the least and the
/// largest confidence in it.
/// @param n_bins  >= 1; fewer bins where there are fewer rows
[[nodiscard]] std::vector<ReliabilityBin> equal_mass_bins(MatrixView<const double> probabilities,
                                                          std::span<const int> y,
                                                          std::size_t n_bins = 10);

/// Expected calibration error: mean over rows of |confidence - accuracy| of their bin (Naeini et
/// al. 2015).
[[nodiscard]] double expected_calibration_error(std::span<const ReliabilityBin> bins);

/// The error over equal_mass_bins that rows of these confidences show by chance where each
/// confidence is true: the mean over draws of answers that are right with that probability.
[[nodiscard]] double perfect_calibration_error(MatrixView<const double> probabilities,
                                               std::size_t n_bins = 10, std::size_t n_draws = 1000,
                                               std::uint64_t seed = 0);

/// An estimate's interval.
struct Interval {
  double low = 0.0;
  double high = 0.0;
};

/// Percentile bootstrap over groups: whole groups are drawn with replacement, so that rows of one
/// artist or track do not pass for independent.
///
/// @param groups     one a row
/// @param statistic  maps row numbers (with repeats) to the figure
/// @param level      share of draws inside the interval, 0 < level < 1
/// @param n_draws    >= 10
///
/// Draws cannot show what no group shows: where all groups are alike, low and high are one.
[[nodiscard]] Interval bootstrap_interval(
    std::span<const std::string> groups,
    const std::function<double(std::span<const std::size_t> rows)>& statistic, double level = 0.95,
    std::size_t n_draws = 2000, std::uint64_t seed = 0);

/// The same for accuracy, without calling back for each draw; but where draws would show no spread,
/// the interval comes from elsewhere:
/// - one group tells nothing of others: [0, 1];
/// - all of n groups wholly right: [((1 - level) / 2)^(1/n), 1], and wholly wrong: its mirror
/// image,
///   the exact bounds for n right of n (Clopper and Pearson 1934).
[[nodiscard]] Interval accuracy_interval(std::span<const int> y, std::span<const int> predicted,
                                         std::span<const std::string> groups, double level = 0.95,
                                         std::size_t n_draws = 2000, std::uint64_t seed = 0);

}  // namespace earmark::ml
