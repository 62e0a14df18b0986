#include "earmark/ml/metrics.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <stdexcept>

#include "earmark/base/rng.h"

namespace earmark::ml {
namespace {

void require(bool holds, const char* rule) {
  if (!holds) {
    throw std::invalid_argument(std::string{"metrics: "} + rule);
  }
}

constexpr double kRounding = 1e-9;  // by which a mean of probabilities may pass 1

void check_labels(std::span<const int> y, std::span<const int> predicted,
                  int n_classes = std::numeric_limits<int>::max()) {
  require(!y.empty(), "there must be rows");
  require(y.size() == predicted.size(), "y and predicted must have one class a row");
  require(n_classes >= 1, "n_classes must be >= 1");
  require(std::ranges::all_of(y, [&](int c) { return c >= 0 && c < n_classes; }),
          "y must lie in [0, n_classes)");
  require(std::ranges::all_of(predicted, [&](int c) { return c >= -1 && c < n_classes; }),
          "predicted must lie in [-1, n_classes)");
}

void check_probabilities(MatrixView<const double> probabilities) {
  require(probabilities.rows() > 0 && probabilities.cols() > 0, "there must be rows and classes");
  for (std::size_t row = 0; row < probabilities.rows(); ++row) {
    // False for NaN too.
    require(std::ranges::all_of(probabilities.row(row),
                                [](double p) { return p >= 0.0 && p <= 1.0 + kRounding; }),
            "probabilities must lie in [0, 1]");
  }
}

void check_probabilities(MatrixView<const double> probabilities, std::span<const int> y) {
  check_probabilities(probabilities);
  require(y.size() == probabilities.rows(), "y must have one class a row");
  const auto n_classes = static_cast<int>(probabilities.cols());
  require(std::ranges::all_of(y, [&](int c) { return c >= 0 && c < n_classes; }),
          "y must lie in [0, n_classes)");
}

double ratio(double numerator, double denominator) {
  return denominator > 0.0 ? numerator / denominator : 0.0;
}

}  // namespace

std::vector<int> most_probable(MatrixView<const double> probabilities) {
  check_probabilities(probabilities);
  std::vector<int> classes;
  classes.reserve(probabilities.rows());
  for (std::size_t row = 0; row < probabilities.rows(); ++row) {
    const auto p = probabilities.row(row);
    classes.push_back(static_cast<int>(std::ranges::max_element(p) - p.begin()));
  }
  return classes;
}

double accuracy(std::span<const int> y, std::span<const int> predicted) {
  check_labels(y, predicted);
  std::size_t n_right = 0;
  for (std::size_t row = 0; row < y.size(); ++row) {
    n_right += y[row] == predicted[row] ? 1U : 0U;
  }
  return static_cast<double>(n_right) / static_cast<double>(y.size());
}

std::vector<std::size_t> confusion_matrix(std::span<const int> y, std::span<const int> predicted,
                                          int n_classes) {
  check_labels(y, predicted, n_classes);
  const auto n = static_cast<std::size_t>(n_classes);
  std::vector<std::size_t> counts(n * n, 0);
  for (std::size_t row = 0; row < y.size(); ++row) {
    if (predicted[row] >= 0) {
      ++counts[static_cast<std::size_t>(y[row]) * n + static_cast<std::size_t>(predicted[row])];
    }
  }
  return counts;
}

std::vector<ClassScores> class_scores(std::span<const int> y, std::span<const int> predicted,
                                      int n_classes) {
  const auto counts = confusion_matrix(y, predicted, n_classes);
  const auto n = static_cast<std::size_t>(n_classes);
  std::vector<ClassScores> scores(n);
  for (const int label : y) {
    ++scores[static_cast<std::size_t>(label)].support;
  }
  for (std::size_t c = 0; c < n; ++c) {
    double n_predicted = 0.0;
    for (std::size_t row = 0; row < n; ++row) {
      n_predicted += static_cast<double>(counts[row * n + c]);
    }
    const auto right = static_cast<double>(counts[c * n + c]);
    const auto support = static_cast<double>(scores[c].support);
    scores[c].precision = ratio(right, n_predicted);
    scores[c].recall = ratio(right, support);
    scores[c].f1 = ratio(2.0 * right, n_predicted + support);
  }
  return scores;
}

double balanced_accuracy(std::span<const int> y, std::span<const int> predicted, int n_classes) {
  double sum = 0.0;
  double n_present = 0.0;
  for (const ClassScores& scores : class_scores(y, predicted, n_classes)) {
    if (scores.support > 0) {
      sum += scores.recall;
      n_present += 1.0;
    }
  }
  return sum / n_present;
}

double macro_f1(std::span<const int> y, std::span<const int> predicted, int n_classes) {
  const auto scores = class_scores(y, predicted, n_classes);
  double sum = 0.0;
  double n_present = 0.0;
  for (std::size_t c = 0; c < scores.size(); ++c) {
    const bool was_predicted = std::ranges::find(predicted, static_cast<int>(c)) != predicted.end();
    if (scores[c].support > 0 || was_predicted) {
      sum += scores[c].f1;
      n_present += 1.0;
    }
  }
  return sum / n_present;
}

double negative_log_likelihood(MatrixView<const double> probabilities, std::span<const int> y) {
  check_probabilities(probabilities, y);
  constexpr double kEpsilon = std::numeric_limits<double>::epsilon();
  double sum = 0.0;
  for (std::size_t row = 0; row < y.size(); ++row) {
    const double p = probabilities(row, static_cast<std::size_t>(y[row]));
    sum -= std::log(std::clamp(p, kEpsilon, 1.0 - kEpsilon));
  }
  return sum / static_cast<double>(y.size());
}

double brier_score(MatrixView<const double> probabilities, std::span<const int> y) {
  check_probabilities(probabilities, y);
  double sum = 0.0;
  for (std::size_t row = 0; row < y.size(); ++row) {
    for (std::size_t c = 0; c < probabilities.cols(); ++c) {
      const double target = static_cast<std::size_t>(y[row]) == c ? 1.0 : 0.0;
      const double off = probabilities(row, c) - target;
      sum += off * off;
    }
  }
  return sum / static_cast<double>(y.size());
}

std::vector<ReliabilityBin> reliability_bins(MatrixView<const double> probabilities,
                                             std::span<const int> y, std::size_t n_bins) {
  check_probabilities(probabilities, y);
  require(n_bins >= 1, "n_bins must be >= 1");
  const auto width = 1.0 / static_cast<double>(n_bins);
  std::vector<ReliabilityBin> bins(n_bins);
  for (std::size_t i = 0; i < n_bins; ++i) {
    bins[i].low = static_cast<double>(i) * width;
    bins[i].high = static_cast<double>(i + 1) * width;
  }
  const auto predicted = most_probable(probabilities);
  for (std::size_t row = 0; row < y.size(); ++row) {
    const double confidence = probabilities(row, static_cast<std::size_t>(predicted[row]));
    const double place = std::ceil(confidence / width) - 1.0;
    const auto i =
        static_cast<std::size_t>(std::clamp(place, 0.0, static_cast<double>(n_bins - 1)));
    ++bins[i].count;
    bins[i].confidence += confidence;
    bins[i].accuracy += predicted[row] == y[row] ? 1.0 : 0.0;
  }
  for (ReliabilityBin& bin : bins) {
    bin.confidence = ratio(bin.confidence, static_cast<double>(bin.count));
    bin.accuracy = ratio(bin.accuracy, static_cast<double>(bin.count));
  }
  return bins;
}

namespace {

/// Bins of equal mass over confidences in ascending order.
std::vector<ReliabilityBin> bins_of(std::span<const double> ascending,
                                    const std::vector<bool>& is_right, std::size_t n_bins) {
  const std::size_t n = ascending.size();
  std::vector<ReliabilityBin> bins(std::min(n_bins, n));
  for (std::size_t b = 0; b < bins.size(); ++b) {
    const std::size_t begin = b * n / bins.size();
    const std::size_t end = (b + 1) * n / bins.size();
    ReliabilityBin& bin = bins[b];
    bin.low = ascending[begin];
    bin.high = ascending[end - 1];
    bin.count = end - begin;
    for (std::size_t i = begin; i < end; ++i) {
      bin.confidence += ascending[i] / static_cast<double>(bin.count);
      bin.accuracy += is_right[i] ? 1.0 / static_cast<double>(bin.count) : 0.0;
    }
  }
  return bins;
}

}  // namespace

std::vector<ReliabilityBin> equal_mass_bins(MatrixView<const double> probabilities,
                                            std::span<const int> y, std::size_t n_bins) {
  check_probabilities(probabilities, y);
  require(n_bins >= 1, "n_bins must be >= 1");
  const auto predicted = most_probable(probabilities);
  const auto confidence = [&](std::size_t row) {
    return probabilities(row, static_cast<std::size_t>(predicted[row]));
  };
  std::vector<std::size_t> order(y.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, confidence);
  std::vector<double> ascending;
  std::vector<bool> is_right;
  for (const std::size_t row : order) {
    ascending.push_back(confidence(row));
    is_right.push_back(predicted[row] == y[row]);
  }
  return bins_of(ascending, is_right, n_bins);
}

double perfect_calibration_error(MatrixView<const double> probabilities, std::size_t n_bins,
                                 std::size_t n_draws, std::uint64_t seed) {
  require(n_bins >= 1 && n_draws >= 1, "n_bins and n_draws must be >= 1");
  std::vector<double> ascending;
  for (std::size_t row = 0; row < probabilities.rows(); ++row) {
    ascending.push_back(std::ranges::max(probabilities.row(row)));
  }
  require(!ascending.empty(), "there must be rows");
  std::ranges::sort(ascending);
  Rng rng{seed};
  std::vector<bool> is_right(ascending.size());
  double sum = 0.0;
  for (std::size_t draw = 0; draw < n_draws; ++draw) {
    for (std::size_t i = 0; i < ascending.size(); ++i) {
      is_right[i] = rng.uniform() < ascending[i];
    }
    sum += expected_calibration_error(bins_of(ascending, is_right, n_bins));
  }
  return sum / static_cast<double>(n_draws);
}

double expected_calibration_error(std::span<const ReliabilityBin> bins) {
  double sum = 0.0;
  double n_rows = 0.0;
  for (const ReliabilityBin& bin : bins) {
    const auto count = static_cast<double>(bin.count);
    sum += count * std::abs(bin.confidence - bin.accuracy);
    n_rows += count;
  }
  require(n_rows > 0.0, "there must be rows");
  return sum / n_rows;
}

}  // namespace earmark::ml
