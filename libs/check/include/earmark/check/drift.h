#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace earmark::check {

/// Values of one column, each with how much it counts.
struct Sample {
  std::vector<double> values;   ///< finite
  std::vector<double> weights;  ///< [values.size()], >= 0, not all 0; only their ratios matter
};

/// The two-sample Kolmogorov-Smirnov statistic: the largest distance between the two cumulative
/// distributions, 0 (alike) to 1 (no overlap). Equal values count together.
/// Source: scipy.stats.ks_2samp, which has no weights.
/// @throws std::invalid_argument  a sample is empty, its lengths differ or its weights are all 0
[[nodiscard]] double ks_statistic(const Sample& a, const Sample& b);

/// How often chance alone makes the statistic as large as `d` where both samples, of `n_a` and
/// `n_b` independent values, come from one distribution: Kolmogorov's limit with Stephens'
/// correction for few values (W. H. Press et al., Numerical Recipes, 3rd edition, 14.3.3).
/// @param d  0 to 1
/// @return   0 to 1
/// @throws std::invalid_argument  an argument out of its range
[[nodiscard]] double ks_p_value(double d, double n_a, double n_b);

/// The population stability index of two distributions over the same bins,
///
///     PSI = sum over bins of (a - b) ln(a / b)
///
/// which is 0 where they are equal, symmetric, and by custom small under 0.1 and large from 0.25
/// on. A share under kLeastShare counts as that, so that an empty bin does not make it infinite.
/// @param a, b  shares, of equal number, each adding to 1
/// @throws std::invalid_argument  their numbers differ
[[nodiscard]] double psi(std::span<const double> a, std::span<const double> b);
inline constexpr double kLeastShare = 1e-3;

/// The PSI that chance alone makes on average: (n_bins - 1) (1 / n_a + 1 / n_b).
/// Source: B. Yurdakul, Statistical properties of population stability index, 2018.
[[nodiscard]] double psi_by_chance(std::size_t n_bins, double n_a, double n_b);

/// The inner limits of at most `n_bins` bins that hold as many of both samples' values each, both
/// counting alike; fewer where values repeat. A value on a limit belongs below it.
/// @throws std::invalid_argument  as ks_statistic, or n_bins is 0
[[nodiscard]] std::vector<double> equal_mass_limits(const Sample& a, const Sample& b,
                                                    std::size_t n_bins);

/// The share of a sample in each of limits.size() + 1 bins.
/// @param limits  ascending
[[nodiscard]] std::vector<double> bin_shares(const Sample& sample, std::span<const double> limits);

/// How many independent values a weighted sample is worth, those of one group counting as one:
/// (sum of w)^2 / sum over groups of (sum of the group's w)^2 (Kish).
/// @param groups  [weights.size()], small numbers from 0 on
[[nodiscard]] double effective_size(std::span<const double> weights,
                                    std::span<const std::size_t> groups);

}  // namespace earmark::check
