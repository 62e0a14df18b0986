#include "earmark/base/rng.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

namespace earmark {
namespace {

TEST(Rng, IsTheSameOnEveryMachine) {
  Rng rng{42};
  const std::array<std::uint64_t, 3> first{rng(), rng(), rng()};
  // Written down from this implementation: a change would alter every trained model.
  EXPECT_EQ(first, (std::array<std::uint64_t, 3>{15021278609987233951ULL, 5881210131331364753ULL,
                                                 18149643915985481100ULL}));
}

TEST(Rng, StreamsDiffer) { EXPECT_NE((Rng{1, 0}()), (Rng{1, 1}())); }

TEST(Rng, BelowIsUniform) {
  Rng rng{7};
  std::array<int, 10> counts{};
  constexpr int kDraws = 100'000;
  for (int i = 0; i < kDraws; ++i) {
    ++counts.at(rng.below(10));
  }
  double chi2 = 0.0;
  for (const int count : counts) {
    chi2 += std::pow(count - kDraws / 10.0, 2) / (kDraws / 10.0);
  }
  EXPECT_LT(chi2, 27.9);  // 99.9 % point of chi-squared with 9 degrees of freedom
}

TEST(Rng, NormalHasMeanZeroAndVarianceOne) {
  Rng rng{7};
  double sum = 0.0;
  double squares = 0.0;
  constexpr int kDraws = 100'000;
  for (int i = 0; i < kDraws; ++i) {
    const double x = rng.normal();
    sum += x;
    squares += x * x;
  }
  EXPECT_NEAR(sum / kDraws, 0.0, 0.015);  // 4.7 standard errors
  EXPECT_NEAR(squares / kDraws, 1.0, 0.02);
}

}  // namespace
}  // namespace earmark
