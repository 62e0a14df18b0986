#include "earmark/dsp/spectral_shape.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <limits>
#include <stdexcept>

#include "golden_features.h"
#include "support/each_target.h"
#include "synthetic.h"

namespace earmark::dsp {
namespace {

// librosa normalises each spectrum in float first.
constexpr test::Tolerance kSumRounding{.absolute = 0.0, .relative = 1e-6};
// A choice between bins: exact but for the printing of the bin's frequency.
constexpr test::Tolerance kPrinted{.absolute = 0.0, .relative = 1e-8};

TEST(SpectralShape, MatchesLibrosaOnEveryTarget) {
  const Matrix<float> S = test::music_like_spectrogram();
  earmark::test::for_each_target([&] {
    test::expect_golden(spectral_centroid(S.view()), "centroid", kSumRounding);
    test::expect_golden(spectral_bandwidth(S.view()), "bandwidth", kSumRounding);
    test::expect_golden(spectral_bandwidth(S.view(), 22050.0, 3.0), "bandwidth_p_3", kSumRounding);
    test::expect_golden(spectral_bandwidth(S.view(), 22050.0, 2.0, false), "bandwidth_not_normed",
                        kSumRounding);
    test::expect_golden(spectral_rolloff(S.view()), "rolloff", kPrinted);
    test::expect_golden(spectral_rolloff(S.view(), 22050.0, 0.5), "rolloff_half", kPrinted);
  });
}

TEST(SpectralShape, SilenceIsZeroHertz) {
  const Matrix<float> S(1025, 3);
  EXPECT_EQ(spectral_centroid(S.view())[2], 0.0F);
  EXPECT_EQ(spectral_bandwidth(S.view())[2], 0.0F);
  EXPECT_EQ(spectral_rolloff(S.view())[2], 0.0F);
}

TEST(SpectralShape, OneBinHasNoWidth) {
  // Rounding of the moments within a block of 16 bins, of 345 Hz each.
  constexpr double kBlockRounding = 1.0;
  Matrix<float> S(33, 2);
  S(21, 1) = 0.7F;
  EXPECT_FLOAT_EQ(spectral_centroid(S.view())[1], 21.0F * 22050.0F / 64.0F);
  EXPECT_NEAR(spectral_bandwidth(S.view())[1], 0.0, kBlockRounding);
  EXPECT_FLOAT_EQ(spectral_rolloff(S.view())[1], 21.0F * 22050.0F / 64.0F);
}

TEST(SpectralShape, RejectsBadArguments) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THROW(SpectralShape({.sr = 0.0}), std::invalid_argument);
  EXPECT_THROW(SpectralShape({.n_fft = 1}), std::invalid_argument);
  EXPECT_THROW(SpectralShape({.p = 0.0}), std::invalid_argument);
  EXPECT_THROW(SpectralShape({.roll_percent = 1.0}), std::invalid_argument);
  EXPECT_THROW(SpectralShape({.roll_percent = nan}), std::invalid_argument);
  EXPECT_THROW((void)spectral_centroid(Matrix<float>(1, 3).view()), std::invalid_argument);
  const Matrix<float> S(1025, 3);
  std::vector<float> three(3);
  std::vector<float> two(2);
  SpectralShape::Scratch scratch;
  EXPECT_THROW(SpectralShape{}.process(S.view(), three, two, three, scratch),
               std::invalid_argument);
}

RC_GTEST_PROP(SpectralShapeProperty, IgnoresScale, ()) {
  test::Noise noise{*rc::gen::inRange<std::uint32_t>(1, 1000000)};
  Matrix<float> S(65, 21);
  Matrix<float> louder(65, 21);
  for (std::size_t k = 0; k < S.rows(); ++k) {
    for (std::size_t t = 0; t < S.cols(); ++t) {
      S(k, t) = static_cast<float>(noise());
      louder(k, t) = 1024.0F * S(k, t);  // a power of two: no rounding, so equality is exact
    }
  }
  RC_ASSERT(spectral_centroid(S.view()) == spectral_centroid(louder.view()));
  RC_ASSERT(spectral_bandwidth(S.view()) == spectral_bandwidth(louder.view()));
  RC_ASSERT(spectral_rolloff(S.view()) == spectral_rolloff(louder.view()));
}

}  // namespace
}  // namespace earmark::dsp
