#include "earmark/dsp/real_fft.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <numbers>
#include <stdexcept>

#include "core_golden.h"
#include "earmark/base/matrix.h"
#include "support/each_target.h"

namespace earmark::dsp {
namespace {

// Of the largest magnitude of a frame: a few roundings of float in every pass; 4e-7 was the worst
// seen over all sizes up to 400.
constexpr double kTolerance = 1e-6;

struct Spectrum {
  Matrix<float> re;
  Matrix<float> im;
};

Matrix<float> frames_of(std::size_t n, std::size_t n_frames) {
  const auto y = test::core_signal(n * n_frames);
  Matrix<float> x(n, n_frames);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t t = 0; t < n_frames; ++t) {
      x(i, t) = y[i * n_frames + t];
    }
  }
  return x;
}

Spectrum forward(const RealFft& fft, const Matrix<float>& x) {
  RealFft::Scratch scratch;
  Spectrum X{{fft.n_bins(), x.cols()}, {fft.n_bins(), x.cols()}};
  fft.forward(x.view(), X.re.view(), X.im.view(), scratch);
  return X;
}

Matrix<float> inverse(const RealFft& fft, const Spectrum& X) {
  RealFft::Scratch scratch;
  Matrix<float> x(fft.n(), X.re.cols());
  fft.inverse(X.re.view(), X.im.view(), x.view(), scratch);
  return x;
}

/// Largest difference from the definition in double, over the largest magnitude of frame t.
double error_of(const Spectrum& X, const Matrix<float>& x, std::size_t t) {
  const std::size_t n = x.rows();
  double error = 0.0;
  double largest = 0.0;
  for (std::size_t k = 0; k <= n / 2; ++k) {
    double re = 0.0;
    double im = 0.0;
    for (std::size_t i = 0; i < n; ++i) {
      const double angle =
          -2.0 * std::numbers::pi * static_cast<double>(i * k % n) / static_cast<double>(n);
      re += static_cast<double>(x(i, t)) * std::cos(angle);
      im += static_cast<double>(x(i, t)) * std::sin(angle);
    }
    error = std::max(error, std::hypot(re - static_cast<double>(X.re(k, t)),
                                       im - static_cast<double>(X.im(k, t))));
    largest = std::max(largest, std::hypot(re, im));
  }
  return error / largest;
}

TEST(RealFft, EqualsTheDefinitionAndComesBackAtEverySize) {
  const int n_targets = earmark::test::for_each_target([] {
    for (std::size_t n = 1; n <= 132; ++n) {
      SCOPED_TRACE(n);
      const RealFft fft{n};
      const auto x = frames_of(n, 3);
      const auto X = forward(fft, x);
      EXPECT_LT(error_of(X, x, 2), kTolerance);
      const auto back = inverse(fft, X);
      for (std::size_t i = 0; i < n; ++i) {
        EXPECT_NEAR(back(i, 1), x(i, 1), kTolerance * 10.0) << i;
      }
    }
  });
  EXPECT_GE(n_targets, 1);
}

TEST(RealFft, EqualsTheDefinitionAtLargerSizes) {
  for (const std::size_t n : {240U, 250U, 251U, 254U, 384U, 512U, 1000U, 1024U, 1331U, 2048U}) {
    SCOPED_TRACE(n);
    const auto x = frames_of(n, 1);
    EXPECT_LT(error_of(forward(RealFft{n}, x), x, 0), kTolerance);
  }
}

TEST(RealFft, KeepsEnergy) {
  const auto x = frames_of(2048, 1);
  const auto X = forward(RealFft{2048}, x);
  double time = 0.0;
  double frequency = 0.0;
  for (std::size_t i = 0; i < 2048; ++i) {
    time += std::pow(static_cast<double>(x(i, 0)), 2);
  }
  for (std::size_t k = 0; k <= 1024; ++k) {
    const double power =
        std::pow(static_cast<double>(X.re(k, 0)), 2) + std::pow(static_cast<double>(X.im(k, 0)), 2);
    frequency += (k == 0 || k == 1024 ? 1.0 : 2.0) * power / 2048.0;
  }
  EXPECT_NEAR(frequency / time, 1.0, kTolerance);
}

TEST(RealFft, AFrameHasTheSameBitsAloneAndAmongMany) {
  earmark::test::for_each_target([] {
    for (const std::size_t n : {48U, 45U, 2048U}) {
      const RealFft fft{n};
      const auto many = frames_of(n, 37);
      const auto spectra = forward(fft, many);
      const auto frames = inverse(fft, spectra);
      for (const std::size_t t : {0U, 15U, 16U, 36U}) {
        Matrix<float> one(n, 1);
        for (std::size_t i = 0; i < n; ++i) {
          one(i, 0) = many(i, t);
        }
        const auto spectrum = forward(fft, one);
        const auto frame = inverse(fft, spectrum);
        for (std::size_t k = 0; k < fft.n_bins(); ++k) {
          ASSERT_EQ(spectrum.re(k, 0), spectra.re(k, t));
          ASSERT_EQ(spectrum.im(k, 0), spectra.im(k, t));
        }
        for (std::size_t i = 0; i < n; ++i) {
          ASSERT_EQ(frame(i, 0), frames(i, t));
        }
      }
    }
  });
}

TEST(RealFft, InverseIgnoresTheImaginaryPartsThatARealSignalLacks) {
  const RealFft fft{8};
  auto X = forward(fft, frames_of(8, 1));
  const auto want = inverse(fft, X);
  X.im(0, 0) = 5.0F;
  X.im(4, 0) = -7.0F;
  const auto got = inverse(fft, X);
  for (std::size_t i = 0; i < 8; ++i) {
    EXPECT_EQ(got(i, 0), want(i, 0));
  }
}

RC_GTEST_PROP(RealFftProperty, IsLinear, ()) {
  const auto n = *rc::gen::inRange<std::size_t>(1, 200);
  const RealFft fft{n};
  const auto a = frames_of(n, 2);
  Matrix<float> sum(n, 1);
  for (std::size_t i = 0; i < n; ++i) {
    sum(i, 0) = a(i, 0) + 2.0F * a(i, 1);
  }
  const auto each = forward(fft, a);
  const auto both = forward(fft, sum);
  for (std::size_t k = 0; k < fft.n_bins(); ++k) {
    // Values of up to 3 * 0.75 n, and the roundings of two transforms.
    const double tolerance = 4.0 * kTolerance * static_cast<double>(n);
    const double re = static_cast<double>(each.re(k, 0)) + 2.0 * static_cast<double>(each.re(k, 1));
    const double im = static_cast<double>(each.im(k, 0)) + 2.0 * static_cast<double>(each.im(k, 1));
    RC_ASSERT(std::abs(re - static_cast<double>(both.re(k, 0))) <= tolerance);
    RC_ASSERT(std::abs(im - static_cast<double>(both.im(k, 0))) <= tolerance);
  }
}

TEST(RealFft, RejectsBadArguments) {
  EXPECT_THROW(RealFft{0}, std::invalid_argument);
  const RealFft fft{8};
  RealFft::Scratch scratch;
  Matrix<float> x(8, 2);
  Matrix<float> re(5, 2);
  Matrix<float> im(4, 2);
  EXPECT_THROW(fft.forward(x.view(), re.view(), im.view(), scratch), std::invalid_argument);
  Matrix<float> good(5, 2);
  std::vector<float> unpadded(16);
  EXPECT_THROW(
      fft.forward(MatrixView<const float>{unpadded.data(), 8, 2}, re.view(), good.view(), scratch),
      std::invalid_argument);
}

}  // namespace
}  // namespace earmark::dsp
