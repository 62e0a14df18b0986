#include "split_moments.h"

#include <gtest/gtest.h>

#include <vector>

#include "earmark/base/rng.h"
#include "naive_moments.h"
#include "support/each_target.h"

namespace earmark::dsp {
namespace {

// Sums in double, or of squares first gathered in float, of up to a thousand values.
constexpr double kTolerance = 1e-6;

TEST(SplitMoments, AreThoseOfPlainLoopsOnEveryTarget) {
  earmark::test::for_each_target([] {
    for (const std::size_t n : {1U, 3U, 8U, 15U, 16U, 17U, 64U, 1000U}) {
      SCOPED_TRACE(n);
      Rng rng{n};
      std::vector<float> y(n);
      std::vector<float> harmonic(n);
      std::vector<double> rest(n);
      for (std::size_t i = 0; i < n; ++i) {
        y[i] = static_cast<float>(rng.normal());
        harmonic[i] = static_cast<float>(0.5 * rng.normal() + 0.1);
        rest[i] = static_cast<double>(y[i] - harmonic[i]);
      }
      const HpssMoments got = split_moments(y, harmonic);
      const Moments want_harmonic = test::naive_moments(harmonic);
      const Moments want_rest = test::naive_moments(rest);
      EXPECT_NEAR(got.harmonic.mean, want_harmonic.mean, kTolerance);
      EXPECT_NEAR(got.harmonic.variance, want_harmonic.variance, kTolerance);
      EXPECT_NEAR(got.percussive.mean, want_rest.mean, kTolerance);
      EXPECT_NEAR(got.percussive.variance, want_rest.variance, kTolerance);
    }
  });
}

}  // namespace
}  // namespace earmark::dsp
