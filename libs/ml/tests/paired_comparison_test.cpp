#include "earmark/ml/paired_comparison.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <stdexcept>
#include <string>
#include <vector>

#include "earmark/base/rng.h"

namespace earmark::ml {
namespace {

constexpr double kTolerance = 1e-12;  // sums of some hundred terms below 1

std::vector<int> gains_of(int n_gained, int n_lost, int n_same) {
  std::vector<int> gains(static_cast<std::size_t>(n_gained), 1);
  gains.insert(gains.end(), static_cast<std::size_t>(n_lost), -1);
  gains.insert(gains.end(), static_cast<std::size_t>(n_same), 0);
  return gains;
}

std::vector<std::string> a_group_each(std::size_t n) {
  std::vector<std::string> groups;
  groups.reserve(n);
  for (std::size_t i = 0; i < n; ++i) {
    groups.push_back(std::to_string(i));
  }
  return groups;
}

TEST(PairedComparison, OfSingleRowsIsMcNemarsExactTest) {
  struct Case {
    int n_gained;
    int n_lost;
    double p_value;  ///< scipy.stats.binomtest(n_gained, n_gained + n_lost).pvalue, SciPy 1.17
  };
  for (const Case& c :
       {Case{9, 5, 0.4239501953125}, Case{5, 0, 0.0625}, Case{0, 5, 0.0625}, Case{1, 0, 1.0},
        Case{3, 3, 1.0}, Case{20, 8, 0.03569813817739487}, Case{40, 12, 0.0001275387838557407},
        Case{150, 100, 0.0018833009350761602}}) {
    const auto gains = gains_of(c.n_gained, c.n_lost, 100);
    const PairedComparison found = paired_comparison(gains, a_group_each(gains.size()));
    EXPECT_EQ(found.n_gained, static_cast<std::size_t>(c.n_gained));
    EXPECT_EQ(found.n_lost, static_cast<std::size_t>(c.n_lost));
    EXPECT_NEAR(found.p_value, c.p_value, kTolerance);
  }
}

/// By all combinations of signs.
double counted_p_value(const std::vector<int>& differences) {
  int observed = 0;
  for (const int d : differences) {
    observed += d;
  }
  const std::size_t n_all = std::size_t{1} << differences.size();
  std::size_t n_as_large = 0;
  for (std::size_t signs = 0; signs < n_all; ++signs) {
    int sum = 0;
    for (std::size_t i = 0; i < differences.size(); ++i) {
      sum += (signs >> i & 1U) != 0 ? differences[i] : -differences[i];
    }
    n_as_large += std::abs(sum) >= std::abs(observed) ? 1U : 0U;
  }
  return static_cast<double>(n_as_large) / static_cast<double>(n_all);
}

TEST(PairedComparison, OfGroupsCountsAllCombinationsOfSigns) {
  Rng rng{3};
  for (int repeat = 0; repeat < 50; ++repeat) {
    std::vector<int> differences(8);
    std::vector<int> gains;
    std::vector<std::string> groups;
    for (std::size_t g = 0; g < differences.size(); ++g) {
      const std::uint64_t n_rows = 1 + rng.below(5);
      for (std::uint64_t row = 0; row < n_rows; ++row) {
        gains.push_back(static_cast<int>(rng.below(3)) - 1);
        groups.push_back(std::to_string(g));
        differences[g] += gains.back();
      }
    }
    EXPECT_NEAR(paired_comparison(gains, groups).p_value, counted_p_value(differences), kTolerance);
  }
}

TEST(PairedComparison, TenTracksOfOneArtistProveLittle) {
  const std::vector<int> gains(10, 1);
  EXPECT_EQ(paired_comparison(gains, std::vector<std::string>(10, "artist")).p_value, 1.0);
  EXPECT_LT(paired_comparison(gains, a_group_each(10)).p_value, 0.01);
}

TEST(PairedComparison, OtherInputIsRefused) {
  using Groups = std::vector<std::string>;
  EXPECT_THROW((void)paired_comparison({}, {}), std::invalid_argument);
  EXPECT_THROW((void)paired_comparison(std::vector<int>{1}, Groups{"a", "b"}),
               std::invalid_argument);
  EXPECT_THROW((void)paired_comparison(std::vector<int>{2}, Groups{"a"}), std::invalid_argument);
}

}  // namespace
}  // namespace earmark::ml
