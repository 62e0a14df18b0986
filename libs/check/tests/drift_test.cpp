#include "earmark/check/drift.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <numeric>
#include <stdexcept>

namespace earmark::check {
namespace {

/// Sums of a hundred shares.
constexpr double kRounding = 1e-12;
/// Stephens' correction against the exact distribution, relative, for 20 values and more: the
/// largest error of the golden pairs is 17 %, where both have one size and distances are few.
constexpr double kStephensTolerance = 0.2;

Sample sample(std::vector<double> values) {
  std::vector<double> weights(values.size(), 1.0);
  return {std::move(values), std::move(weights)};
}

/// The distance at every value of either sample, each counted anew.
double naive_ks(const Sample& a, const Sample& b) {
  const auto share_up_to = [](const Sample& s, double x) {
    double below = 0.0;
    for (std::size_t i = 0; i < s.values.size(); ++i) {
      below += s.values[i] <= x ? s.weights[i] : 0.0;
    }
    return below / std::accumulate(s.weights.begin(), s.weights.end(), 0.0);
  };
  double largest = 0.0;
  for (const Sample* of : {&a, &b}) {
    for (const double x : of->values) {
      largest = std::max(largest, std::abs(share_up_to(a, x) - share_up_to(b, x)));
    }
  }
  return largest;
}

rc::Gen<Sample> any_sample() {
  return rc::gen::map(rc::gen::nonEmpty(rc::gen::container<std::vector<std::pair<int, int>>>(
                          rc::gen::pair(rc::gen::inRange(-9, 9), rc::gen::inRange(1, 5)))),
                      [](const std::vector<std::pair<int, int>>& pairs) {
                        Sample drawn;
                        for (const auto& [value, weight] : pairs) {
                          drawn.values.push_back(value);
                          drawn.weights.push_back(weight);
                        }
                        return drawn;
                      });
}

double psi_of(const Sample& a, const Sample& b, std::size_t n_bins) {
  const auto limits = equal_mass_limits(a, b, n_bins);
  return psi(bin_shares(a, limits), bin_shares(b, limits));
}

TEST(KolmogorovSmirnov, IsThatOfScipy) {
  std::ifstream in{EARMARK_GOLDEN_DIR "/check.json"};
  const auto document = nlohmann::json::parse(in);
  for (const auto& golden : document.at("ks_2samp")) {
    const Sample a = sample(golden.at("a").get<std::vector<double>>());
    const Sample b = sample(golden.at("b").get<std::vector<double>>());
    const double d = ks_statistic(a, b);
    EXPECT_NEAR(d, golden.at("statistic").get<double>(), kRounding);
    const double p =
        ks_p_value(d, static_cast<double>(a.values.size()), static_cast<double>(b.values.size()));
    const double exact = golden.at("p_value").get<double>();
    if (exact > 1e-9) {
      EXPECT_NEAR(p, exact, kStephensTolerance * exact);
    } else {
      EXPECT_LT(p, 1e-9);
    }
  }
}

RC_GTEST_PROP(KolmogorovSmirnov, IsTheLargestDistance, ()) {
  const Sample a = *any_sample();
  const Sample b = *any_sample();
  const double d = ks_statistic(a, b);
  RC_ASSERT(std::abs(d - naive_ks(a, b)) < kRounding);
  RC_ASSERT(std::abs(d - ks_statistic(b, a)) < kRounding);
  RC_ASSERT(ks_statistic(a, a) == 0.0);
}

RC_GTEST_PROP(KolmogorovSmirnov, AWeightIsThatManyValues, ()) {
  const Sample a = *any_sample();
  const Sample b = *any_sample();
  Sample repeated;
  for (std::size_t i = 0; i < a.values.size(); ++i) {
    for (int n = 0; n < static_cast<int>(a.weights[i]); ++n) {
      repeated.values.push_back(a.values[i]);
      repeated.weights.push_back(1.0);
    }
  }
  RC_ASSERT(std::abs(ks_statistic(a, b) - ks_statistic(repeated, b)) < kRounding);
}

TEST(KolmogorovSmirnov, ChanceGrowsRarerWithDistanceAndSize) {
  EXPECT_EQ(ks_p_value(0.0, 50, 50), 1.0);
  double last = 1.0;
  for (const double d : {0.1, 0.2, 0.3, 0.5, 1.0}) {
    const double p = ks_p_value(d, 50, 50);
    EXPECT_LE(p, last);
    EXPECT_LE(ks_p_value(d, 500, 500), p);
    last = p;
  }
}

TEST(KolmogorovSmirnov, RefusesWhatIsNoSample) {
  EXPECT_THROW((void)ks_statistic({}, sample({1.0})), std::invalid_argument);
  EXPECT_THROW((void)ks_statistic(sample({1.0}), {{1.0}, {}}), std::invalid_argument);
  EXPECT_THROW((void)ks_statistic(sample({1.0}), {{1.0}, {0.0}}), std::invalid_argument);
  EXPECT_THROW((void)ks_p_value(1.5, 10, 10), std::invalid_argument);
  EXPECT_THROW((void)ks_p_value(0.5, 0, 10), std::invalid_argument);
}

TEST(Psi, IsTheSumByHand) {
  const std::vector<double> a{0.5, 0.5};
  const std::vector<double> b{0.25, 0.75};
  EXPECT_NEAR(psi(a, b), 0.25 * std::log(2.0) - 0.25 * std::log(0.5 / 0.75), kRounding);
  EXPECT_THROW((void)psi(a, std::vector<double>{1.0}), std::invalid_argument);
}

RC_GTEST_PROP(Psi, IsZeroForEqualSamplesSymmetricAndNeverNegative, ()) {
  const Sample a = *any_sample();
  const Sample b = *any_sample();
  RC_ASSERT(psi_of(a, a, 10) == 0.0);
  RC_ASSERT(std::abs(psi_of(a, b, 10) - psi_of(b, a, 10)) < kRounding);
  RC_ASSERT(psi_of(a, b, 10) >= 0.0);
}

TEST(Psi, AnEmptyBinDoesNotMakeItInfinite) {
  const double value = psi_of(sample({1, 2, 3, 4}), sample({11, 12, 13, 14}), 4);
  EXPECT_TRUE(std::isfinite(value));
  EXPECT_GT(value, 5.0);
}

RC_GTEST_PROP(Bins, HoldTheWholeSampleAndNoMoreThanAskedFor, ()) {
  const Sample a = *any_sample();
  const Sample b = *any_sample();
  const auto n_bins = *rc::gen::inRange<std::size_t>(1, 12);
  const auto limits = equal_mass_limits(a, b, n_bins);
  RC_ASSERT(limits.size() < n_bins);
  RC_ASSERT(std::ranges::is_sorted(limits));
  const auto shares = bin_shares(a, limits);
  RC_ASSERT(std::abs(std::accumulate(shares.begin(), shares.end(), 0.0) - 1.0) < kRounding);
}

TEST(Bins, AreOfEqualMassWhereNoValuesRepeat) {
  const Sample a = sample({1, 3, 5, 7, 9, 11, 13, 15, 17, 19});
  const Sample b = sample({2, 4, 6, 8, 10, 12, 14, 16, 18, 20});
  EXPECT_EQ(equal_mass_limits(a, b, 5), (std::vector<double>{4, 8, 12, 16}));
}

TEST(EffectiveSize, CountsGroupsAndUnequalWeights) {
  EXPECT_DOUBLE_EQ(
      effective_size(std::vector<double>{1, 1, 1, 1}, std::vector<std::size_t>{0, 1, 2, 3}), 4.0);
  EXPECT_DOUBLE_EQ(
      effective_size(std::vector<double>{1, 1, 1, 1}, std::vector<std::size_t>{0, 0, 1, 1}), 2.0);
  EXPECT_LT(effective_size(std::vector<double>{3, 1}, std::vector<std::size_t>{0, 1}), 2.0);
}

}  // namespace
}  // namespace earmark::check
