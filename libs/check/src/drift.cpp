#include "earmark/check/drift.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>
#include <string>

namespace earmark::check {
namespace {

/// One value of either sample, its weights scaled so that each sample's add to 1.
struct Step {
  double value;
  double in_a;
  double in_b;
};

double sum(std::span<const double> values) {
  return std::accumulate(values.begin(), values.end(), 0.0);
}

void require_sample(const Sample& sample, const std::string& function) {
  if (sample.values.empty() || sample.values.size() != sample.weights.size() ||
      !(sum(sample.weights) > 0.0)) {
    throw std::invalid_argument(function +
                                ": a sample must have values, and a weight for each, not all 0");
  }
}

/// Ascending, equal values as one step.
std::vector<Step> merged(const Sample& a, const Sample& b) {
  std::vector<Step> steps;
  steps.reserve(a.values.size() + b.values.size());
  const double a_weight = sum(a.weights);
  const double b_weight = sum(b.weights);
  for (std::size_t i = 0; i < a.values.size(); ++i) {
    steps.push_back({a.values[i], a.weights[i] / a_weight, 0.0});
  }
  for (std::size_t i = 0; i < b.values.size(); ++i) {
    steps.push_back({b.values[i], 0.0, b.weights[i] / b_weight});
  }
  std::ranges::stable_sort(steps, {}, &Step::value);
  std::vector<Step> one_a_value;
  for (const Step& step : steps) {
    if (one_a_value.empty() || one_a_value.back().value != step.value) {
      one_a_value.push_back(step);
    } else {
      one_a_value.back().in_a += step.in_a;
      one_a_value.back().in_b += step.in_b;
    }
  }
  return one_a_value;
}

}  // namespace

double ks_statistic(const Sample& a, const Sample& b) {
  require_sample(a, "ks_statistic");
  require_sample(b, "ks_statistic");
  double below_a = 0.0;
  double below_b = 0.0;
  double largest = 0.0;
  for (const Step& step : merged(a, b)) {
    below_a += step.in_a;
    below_b += step.in_b;
    largest = std::max(largest, std::abs(below_a - below_b));
  }
  return std::min(largest, 1.0);
}

double ks_p_value(double d, double n_a, double n_b) {
  if (!(d >= 0.0 && d <= 1.0 && n_a > 0.0 && n_b > 0.0)) {
    throw std::invalid_argument("ks_p_value: d must be from 0 to 1, n_a and n_b over 0");
  }
  const double root = std::sqrt(n_a * n_b / (n_a + n_b));
  const double lambda = (root + 0.12 + 0.11 / root) * d;
  // The series converges slowly where the sum is 1 to twelve digits anyway.
  constexpr double kSurelyOne = 0.15;
  if (lambda < kSurelyOne) {
    return 1.0;
  }
  double p = 0.0;
  for (int k = 1; k <= 100; ++k) {
    const double term = 2.0 * std::exp(-2.0 * k * k * lambda * lambda);
    p += k % 2 == 1 ? term : -term;
  }
  return std::clamp(p, 0.0, 1.0);
}

double psi(std::span<const double> a, std::span<const double> b) {
  if (a.size() != b.size()) {
    throw std::invalid_argument("psi: a and b must have as many bins");
  }
  double total = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double in_a = std::max(a[i], kLeastShare);
    const double in_b = std::max(b[i], kLeastShare);
    total += (in_a - in_b) * (std::log(in_a) - std::log(in_b));
  }
  return total;
}

double psi_by_chance(std::size_t n_bins, double n_a, double n_b) {
  return n_bins == 0 ? 0.0 : static_cast<double>(n_bins - 1) * (1.0 / n_a + 1.0 / n_b);
}

std::vector<double> equal_mass_limits(const Sample& a, const Sample& b, std::size_t n_bins) {
  require_sample(a, "equal_mass_limits");
  require_sample(b, "equal_mass_limits");
  if (n_bins == 0) {
    throw std::invalid_argument("equal_mass_limits: n_bins must be at least 1");
  }
  // Weights add with rounding, so that a limit just reached may seem just missed.
  constexpr double kRounding = 1e-9;
  const auto steps = merged(a, b);
  std::vector<double> limits;
  double below = 0.0;
  std::size_t n_full = 0;
  for (std::size_t i = 0; i + 1 < steps.size(); ++i) {
    below += (steps[i].in_a + steps[i].in_b) / 2.0;
    const auto n_reached =
        static_cast<std::size_t>(below * static_cast<double>(n_bins) + kRounding);
    if (n_reached > n_full && n_reached < n_bins) {
      limits.push_back(steps[i].value);
      n_full = n_reached;
    }
  }
  return limits;
}

std::vector<double> bin_shares(const Sample& sample, std::span<const double> limits) {
  std::vector<double> shares(limits.size() + 1);
  const double total = sum(sample.weights);
  for (std::size_t i = 0; i < sample.values.size(); ++i) {
    const auto bin = std::ranges::lower_bound(limits, sample.values[i]) - limits.begin();
    shares[static_cast<std::size_t>(bin)] += sample.weights[i] / total;
  }
  return shares;
}

double effective_size(std::span<const double> weights, std::span<const std::size_t> groups) {
  std::vector<double> of_group;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    of_group.resize(std::max(of_group.size(), groups[i] + 1));
    of_group[groups[i]] += weights[i];
  }
  const double squares =
      std::inner_product(of_group.begin(), of_group.end(), of_group.begin(), 0.0);
  const double total = sum(weights);
  return squares > 0.0 ? total * total / squares : 0.0;
}

}  // namespace earmark::check
