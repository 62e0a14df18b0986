#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <stdexcept>
#include <string_view>

#include "earmark/base/rng.h"
#include "earmark/ml/metrics.h"

namespace earmark::ml {
namespace {

std::vector<std::vector<std::size_t>> rows_of_groups(std::span<const std::string> groups) {
  std::map<std::string_view, std::size_t> place;
  std::vector<std::vector<std::size_t>> rows;
  for (std::size_t row = 0; row < groups.size(); ++row) {
    const auto group = place.try_emplace(groups[row], place.size()).first->second;
    if (group == rows.size()) {
      rows.emplace_back();
    }
    rows[group].push_back(row);
  }
  return rows;
}

void check(std::span<const std::string> groups, double level, std::size_t n_draws) {
  if (groups.empty() || !(level > 0.0 && level < 1.0) || n_draws < 10) {
    throw std::invalid_argument(
        "bootstrap_interval: needs rows, level in (0, 1) and n_draws >= 10");
  }
}

/// The value at a share of the sorted draws, between neighbours in proportion (numpy.quantile).
double quantile(std::span<const double> sorted, double share) {
  const double place = share * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return std::lerp(sorted[below], sorted[above], place - std::floor(place));
}

Interval percentile_interval(std::vector<double> draws, double level) {
  std::ranges::sort(draws);
  return {quantile(draws, (1.0 - level) / 2.0), quantile(draws, (1.0 + level) / 2.0)};
}

/// What accuracy_interval() says where draws would all be one figure; none where they would not.
std::optional<Interval> interval_without_spread(std::span<const double> n_rows,
                                                std::span<const double> n_right, double level) {
  if (n_rows.size() == 1) {
    return Interval{0.0, 1.0};
  }
  const double edge = std::pow((1.0 - level) / 2.0, 1.0 / static_cast<double>(n_rows.size()));
  if (std::ranges::equal(n_rows, n_right)) {
    return Interval{edge, 1.0};
  }
  if (std::ranges::all_of(n_right, [](double n) { return n == 0.0; })) {
    return Interval{0.0, 1.0 - edge};
  }
  return std::nullopt;
}

}  // namespace

Interval bootstrap_interval(
    std::span<const std::string> groups,
    const std::function<double(std::span<const std::size_t> rows)>& statistic, double level,
    std::size_t n_draws, std::uint64_t seed) {
  check(groups, level, n_draws);
  const auto rows_of = rows_of_groups(groups);
  const auto n_groups = static_cast<std::uint32_t>(rows_of.size());
  Rng rng{seed};
  std::vector<double> draws;
  std::vector<std::size_t> rows;
  for (std::size_t i = 0; i < n_draws; ++i) {
    rows.clear();
    for (std::uint32_t k = 0; k < n_groups; ++k) {
      const auto& drawn = rows_of[rng.below(n_groups)];
      rows.insert(rows.end(), drawn.begin(), drawn.end());
    }
    draws.push_back(statistic(rows));
  }
  return percentile_interval(std::move(draws), level);
}

Interval accuracy_interval(std::span<const int> y, std::span<const int> predicted,
                           std::span<const std::string> groups, double level, std::size_t n_draws,
                           std::uint64_t seed) {
  if (y.size() != predicted.size() || y.size() != groups.size()) {
    throw std::invalid_argument("accuracy_interval: y, predicted and groups must be equally long");
  }
  check(groups, level, n_draws);
  std::vector<double> n_rows;
  std::vector<double> n_right;
  for (const auto& rows : rows_of_groups(groups)) {
    n_rows.push_back(static_cast<double>(rows.size()));
    n_right.push_back(static_cast<double>(
        std::ranges::count_if(rows, [&](std::size_t row) { return y[row] == predicted[row]; })));
  }
  if (const auto interval = interval_without_spread(n_rows, n_right, level)) {
    return *interval;
  }
  const auto n_groups = static_cast<std::uint32_t>(n_rows.size());
  Rng rng{seed};
  std::vector<double> draws;
  for (std::size_t i = 0; i < n_draws; ++i) {
    double right = 0.0;
    double all = 0.0;
    for (std::uint32_t k = 0; k < n_groups; ++k) {
      const std::uint32_t group = rng.below(n_groups);
      right += n_right[group];
      all += n_rows[group];
    }
    draws.push_back(right / all);
  }
  return percentile_interval(std::move(draws), level);
}

}  // namespace earmark::ml
