#include "earmark/ml/paired_comparison.h"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <numeric>
#include <stdexcept>
#include <string_view>
#include <vector>

namespace earmark::ml {
namespace {

void check(std::span<const int> gains, std::span<const std::string> groups) {
  if (gains.empty() || gains.size() != groups.size() ||
      std::ranges::any_of(gains, [](int gain) { return gain < -1 || gain > 1; })) {
    throw std::invalid_argument(
        "paired_comparison: needs rows, a group for each, and gains of -1, 0 or 1");
  }
}

/// The probability of each sum of `sizes` with random signs, from minus their sum on in steps of 2.
std::vector<double> signed_sums(std::span<const std::size_t> sizes) {
  std::vector<double> probabilities(1 + std::accumulate(sizes.begin(), sizes.end(), 0UL));
  probabilities[0] = 1;
  std::size_t n = 1;
  for (const std::size_t size : sizes) {
    n += size;
    for (std::size_t i = n; i-- > 0;) {
      const double stays = i + size < n ? probabilities[i] : 0.0;
      probabilities[i] = 0.5 * (stays + (i >= size ? probabilities[i - size] : 0.0));
    }
  }
  return probabilities;
}

}  // namespace

PairedComparison paired_comparison(std::span<const int> gains,
                                   std::span<const std::string> groups) {
  check(gains, groups);
  PairedComparison result;
  std::map<std::string_view, int> difference;
  for (std::size_t row = 0; row < gains.size(); ++row) {
    result.n_gained += gains[row] > 0 ? 1U : 0U;
    result.n_lost += gains[row] < 0 ? 1U : 0U;
    difference[groups[row]] += gains[row];
  }
  std::vector<std::size_t> sizes;
  int observed = 0;
  for (const auto& [group, gain] : difference) {
    observed += gain;
    if (gain != 0) {
      sizes.push_back(static_cast<std::size_t>(std::abs(gain)));
    }
  }
  if (observed == 0) {
    return result;
  }
  // The distribution is symmetric: twice its lower tail.
  const std::vector<double> probabilities = signed_sums(sizes);
  const std::size_t total = probabilities.size() - 1;
  const std::size_t last = (total - static_cast<std::size_t>(std::abs(observed))) / 2;
  result.p_value =
      2 * std::accumulate(probabilities.begin(),
                          probabilities.begin() + static_cast<std::ptrdiff_t>(last) + 1, 0.0);
  return result;
}

}  // namespace earmark::ml
