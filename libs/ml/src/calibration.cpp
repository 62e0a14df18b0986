#include "earmark/ml/calibration.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <stdexcept>
#include <vector>

#include "earmark/ml/metrics.h"

namespace earmark::ml {
namespace {

constexpr double kSmallest = 1e-6;  // what a probability of 0 counts as

double log_probability(double p) { return std::log(std::max(p, kSmallest)); }

/// -log p(y) of one row after scaling its logarithms by `inverse` = 1/T.
double row_loss(std::span<const double> logs, std::size_t label, double inverse) {
  const double largest = *std::ranges::max_element(logs);
  double sum = 0.0;
  for (const double value : logs) {
    sum += std::exp(inverse * (value - largest));
  }
  return std::log(sum) - inverse * (logs[label] - largest);
}

void check(MatrixView<const double> probabilities, std::span<const int> y) {
  const auto n_classes = static_cast<int>(probabilities.cols());
  if (y.empty() || y.size() != probabilities.rows() ||
      std::ranges::any_of(y, [&](int c) { return c < 0 || c >= n_classes; })) {
    throw std::invalid_argument(
        "calibration: y must have one class in [0, n_classes) for each of 1 or more rows");
  }
}

}  // namespace

void apply_temperature(std::span<double> probabilities, double temperature) {
  if (!(temperature >= kMinTemperature && temperature <= kMaxTemperature)) {
    throw std::invalid_argument("apply_temperature: temperature must lie in [0.05, 20]");
  }
  if (probabilities.empty() ||
      !std::ranges::all_of(probabilities, [](double p) { return p >= 0.0 && p <= 1.0 + 1e-9; })) {
    throw std::invalid_argument("apply_temperature: probabilities must lie in [0, 1]");
  }
  const double largest = log_probability(*std::ranges::max_element(probabilities));
  double sum = 0.0;
  for (double& p : probabilities) {
    p = std::exp((log_probability(p) - largest) / temperature);
    sum += p;
  }
  for (double& p : probabilities) {
    p /= sum;
  }
}

double fit_temperature(MatrixView<const double> probabilities, std::span<const int> y) {
  check(probabilities, y);
  const std::size_t n_classes = probabilities.cols();
  std::vector<double> logs;
  for (std::size_t row = 0; row < probabilities.rows(); ++row) {
    std::ranges::transform(probabilities.row(row), std::back_inserter(logs), log_probability);
  }
  const auto loss = [&](double log_inverse) {
    double sum = 0.0;
    for (std::size_t row = 0; row < y.size(); ++row) {
      sum += row_loss(std::span{logs}.subspan(row * n_classes, n_classes),
                      static_cast<std::size_t>(y[row]), std::exp(log_inverse));
    }
    return sum;
  };
  // Convex in 1/T, so unimodal in its logarithm too.
  constexpr double kShrink = std::numbers::phi - 1.0;
  double low = -std::log(kMaxTemperature);
  double high = -std::log(kMinTemperature);
  double left = high - kShrink * (high - low);
  double right = low + kShrink * (high - low);
  double loss_left = loss(left);
  double loss_right = loss(right);
  while (high - low > 1e-6) {
    if (loss_left <= loss_right) {
      high = right;
      right = left;
      loss_right = loss_left;
      left = high - kShrink * (high - low);
      loss_left = loss(left);
    } else {
      low = left;
      left = right;
      loss_left = loss_right;
      right = low + kShrink * (high - low);
      loss_right = loss(right);
    }
  }
  return std::clamp(std::exp(-0.5 * (low + high)), kMinTemperature, kMaxTemperature);
}

std::size_t least_sure_answers(std::size_t n_rows) {
  constexpr std::size_t kEnough = 20;
  return std::min(kEnough, (n_rows + 9) / 10);
}

UnsureThreshold choose_unsure_threshold(MatrixView<const double> probabilities,
                                        std::span<const int> y, double wanted_accuracy) {
  check(probabilities, y);
  if (!(wanted_accuracy > 0.0 && wanted_accuracy <= 1.0)) {
    throw std::invalid_argument("choose_unsure_threshold: wanted_accuracy must lie in (0, 1]");
  }
  struct Answer {
    double confidence;
    bool is_right;
  };
  std::vector<Answer> answers;
  const auto predicted = most_probable(probabilities);
  double n_right = 0.0;
  for (std::size_t row = 0; row < y.size(); ++row) {
    answers.push_back(
        {probabilities(row, static_cast<std::size_t>(predicted[row])), predicted[row] == y[row]});
    n_right += answers.back().is_right ? 1.0 : 0.0;
  }
  std::ranges::sort(answers, {}, &Answer::confidence);

  const auto n = static_cast<double>(answers.size());
  UnsureThreshold best{0.0, 0.0, n_right / n, 0.0};
  double right_below = 0.0;
  const std::size_t n_thresholds = answers.size() - least_sure_answers(answers.size()) + 1;
  for (std::size_t i = 0; i < n_thresholds && best.accuracy_sure < wanted_accuracy; ++i) {
    const auto below = static_cast<double>(i);
    const bool is_new = i > 0 && answers[i].confidence > answers[i - 1].confidence;
    const double accuracy_sure = (n_right - right_below) / (n - below);
    const bool may = accuracy_sure >= wanted_accuracy || below <= n / 2.0;
    if (is_new && may && accuracy_sure > best.accuracy_sure) {
      best = {answers[i].confidence, below / n, accuracy_sure, right_below / below};
    }
    right_below += answers[i].is_right ? 1.0 : 0.0;
  }
  return best;
}

}  // namespace earmark::ml
