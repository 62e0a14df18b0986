#include "earmark/dsp/mfcc.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <limits>
#include <stdexcept>

#include "earmark/dsp/decibels.h"
#include "earmark/dsp/mel_spectrogram.h"
#include "golden_features.h"
#include "support/each_target.h"
#include "synthetic.h"

namespace earmark::dsp {
namespace {

// Sums of 128 floats of some ten decibels each, rounded in float by librosa too.
constexpr test::Tolerance kOrthoRounding{.absolute = 2e-4, .relative = 1e-6};
// Without scaling the sums are 16 times larger.
constexpr test::Tolerance kPlainRounding{.absolute = 4e-3, .relative = 1e-6};

Matrix<float> mel_db() {
  Matrix<float> mel(128, test::kFrames);
  MelSpectrogram{}.process(test::squared(test::music_like_spectrogram()).view(), mel.view());
  power_to_db(mel.view(), mel.view());
  return mel;
}

TEST(Mfcc, MatchesLibrosaForEveryTypeOnEveryTarget) {
  const Matrix<float> db = mel_db();
  earmark::test::for_each_target([&] {
    Matrix<float> mfcc(20, db.cols());
    for (int type = 1; type <= 4; ++type) {
      Mfcc{{.dct_type = type, .norm = DctNorm::kNone}}.process(db.view(), mfcc.view());
      test::expect_golden(mfcc.view(), "mfcc_type_" + std::to_string(type) + "_None",
                          kPlainRounding, test::kGoldenFrameStep);
    }
    for (int type = 2; type <= 4; ++type) {
      Mfcc{{.dct_type = type}}.process(db.view(), mfcc.view());
      test::expect_golden(mfcc.view(), "mfcc_type_" + std::to_string(type) + "_ortho",
                          kOrthoRounding, test::kGoldenFrameStep);
    }
    mfcc.resize(13, db.cols());
    Mfcc{{.n_mfcc = 13, .lifter = 22.0}}.process(db.view(), mfcc.view());
    test::expect_golden(mfcc.view(), "mfcc_lifter", kPlainRounding, test::kGoldenFrameStep);
  });
}

TEST(Mfcc, RejectsBadArguments) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THROW(Mfcc({.n_mfcc = 0}), std::invalid_argument);
  EXPECT_THROW(Mfcc({.n_mels = 10, .n_mfcc = 11}), std::invalid_argument);
  EXPECT_THROW(Mfcc({.dct_type = 5}), std::invalid_argument);
  EXPECT_THROW(Mfcc({.lifter = -1.0}), std::invalid_argument);
  EXPECT_THROW(Mfcc({.lifter = nan}), std::invalid_argument);
  Matrix<float> mfcc(20, 3);
  EXPECT_THROW(Mfcc{}.process(Matrix<float>(127, 3).view(), mfcc.view()), std::invalid_argument);
}

TEST(Dct, RejectsBadArguments) {
  EXPECT_THROW(Dct({.n_in = 0}), std::invalid_argument);
  EXPECT_THROW(Dct({.n_in = 1, .n_out = 1, .type = 1}), std::invalid_argument);
  EXPECT_THROW(Dct({.n_in = 4, .n_out = 5}), std::invalid_argument);
  EXPECT_THROW(Dct({.type = 0}), std::invalid_argument);
}

RC_GTEST_PROP(DctProperty, OrthoTransformsKeepLengths, ()) {
  const auto n = *rc::gen::inRange<std::size_t>(2, 70);
  const auto n_frames = *rc::gen::inRange<std::size_t>(1, 60);
  const int type = *rc::gen::inRange(1, 5);
  test::Noise noise{static_cast<std::uint32_t>(n * 1000 + n_frames)};
  Matrix<float> x(n, n_frames);
  for (std::size_t r = 0; r < n; ++r) {
    for (float& value : x.row(r)) {
      value = static_cast<float>(noise() - 0.5);
    }
  }
  Matrix<float> out(n, n_frames);
  Dct{{.n_in = n, .n_out = n, .type = type}}.process(x.view(), out.view());
  for (std::size_t t = 0; t < n_frames; ++t) {
    double before = 0.0;
    double after = 0.0;
    for (std::size_t r = 0; r < n; ++r) {
      before += static_cast<double>(x(r, t)) * static_cast<double>(x(r, t));
      after += static_cast<double>(out(r, t)) * static_cast<double>(out(r, t));
    }
    // Rounding of up to 70 float terms.
    RC_ASSERT(std::abs(before - after) <= 1e-5 * before);
  }
}

}  // namespace
}  // namespace earmark::dsp
