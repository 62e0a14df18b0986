#include "earmark/dsp/moments.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>
#include <vector>

#include "earmark/base/matrix.h"
#include "earmark/base/rng.h"
#include "naive_moments.h"
#include "support/each_target.h"

namespace earmark::dsp {
namespace {

// Sums in double of up to a thousand values, taken in another order.
constexpr double kRelative = 1e-12;

std::vector<float> noise(std::size_t n, double offset) {
  Rng rng{n};
  std::vector<float> x(n);
  for (float& value : x) {
    value = static_cast<float>(offset + rng.normal());
  }
  return x;
}

TEST(Moments, AreThoseOfPlainLoopsOnEveryTarget) {
  EXPECT_GE(earmark::test::for_each_target([] {
              for (const std::size_t n : {1U, 2U, 7U, 8U, 15U, 16U, 17U, 63U, 130U, 1000U}) {
                for (const double offset : {0.0, 1000.0}) {
                  SCOPED_TRACE(std::to_string(n) + " values about " + std::to_string(offset));
                  const auto x = noise(n, offset);
                  const Moments want = test::naive_moments(x);
                  const Moments got = moments(x);
                  EXPECT_NEAR(got.mean, want.mean, kRelative * (1.0 + std::abs(want.mean)));
                  EXPECT_NEAR(got.variance, want.variance, kRelative * (1.0 + want.variance));
                }
              }
            }),
            1);
}

TEST(Moments, OfAMatrixLeaveItsPaddingOut) {
  const auto x = noise(std::size_t{5} * 13, 3.0);
  Matrix<float> padded(5, 13);
  for (std::size_t r = 0; r < 5; ++r) {
    std::copy_n(x.begin() + static_cast<std::ptrdiff_t>(13 * r), 13, padded.view().row(r).begin());
  }
  const Moments want = test::naive_moments(x);
  earmark::test::for_each_target([&] {
    const Moments got = moments(MatrixView<const float>{padded.view()});
    EXPECT_NEAR(got.mean, want.mean, kRelative * (1.0 + std::abs(want.mean)));
    EXPECT_NEAR(got.variance, want.variance, kRelative * (1.0 + want.variance));
  });
}

TEST(Moments, NothingHasNone) {
  EXPECT_THROW((void)moments(std::span<const float>{}), std::invalid_argument);
}

}  // namespace
}  // namespace earmark::dsp
