#include "split_moments.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "earmark/base/rng.h"
#include "support/each_target.h"

namespace earmark::dsp {
namespace {

// Sums in double, or of squares first gathered in float, of up to a thousand values.
constexpr double kTolerance = 1e-6;

Moments naive_moments(const std::vector<double>& x) {
  double sum = 0.0;
  for (const double value : x) {
    sum += value;
  }
  const double mean = sum / static_cast<double>(x.size());
  double squares = 0.0;
  for (const double value : x) {
    squares += (value - mean) * (value - mean);
  }
  return {mean, squares / static_cast<double>(x.size())};
}

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
      const Moments want_harmonic = naive_moments({harmonic.begin(), harmonic.end()});
      const Moments want_rest = naive_moments(rest);
      EXPECT_NEAR(got.harmonic.mean, want_harmonic.mean, kTolerance);
      EXPECT_NEAR(got.harmonic.variance, want_harmonic.variance, kTolerance);
      EXPECT_NEAR(got.percussive.mean, want_rest.mean, kTolerance);
      EXPECT_NEAR(got.percussive.variance, want_rest.variance, kTolerance);
    }
  });
}

}  // namespace
}  // namespace earmark::dsp
