#include <fftw3.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <memory>

#include "core_golden.h"
#include "earmark/base/matrix.h"
#include "earmark/dsp/real_fft.h"
#include "support/each_target.h"

namespace earmark::dsp {
namespace {

// Of the largest magnitude: both round a few times in float in every pass.
constexpr double kTolerance = 2e-6;

template <typename T>
using Buffer = std::unique_ptr<T, decltype(&fftwf_free)>;

TEST(RealFft, AgreesWithFftw) {
  for (const std::size_t n : {64U, 135U, 210U, 480U, 1024U, 2048U, 4096U, 9000U, 16384U}) {
    SCOPED_TRACE(n);
    const auto y = test::core_signal(n);
    const RealFft fft{n};
    const Buffer<float> x{fftwf_alloc_real(n), fftwf_free};
    const Buffer<fftwf_complex> want{fftwf_alloc_complex(fft.n_bins()), fftwf_free};
    auto* const plan =
        fftwf_plan_dft_r2c_1d(static_cast<int>(n), x.get(), want.get(), FFTW_ESTIMATE);
    std::copy(y.begin(), y.end(), x.get());
    fftwf_execute(plan);
    fftwf_destroy_plan(plan);
    double largest = 0.0;
    for (std::size_t k = 0; k < fft.n_bins(); ++k) {
      largest = std::max(largest, std::hypot(static_cast<double>(want.get()[k][0]),
                                             static_cast<double>(want.get()[k][1])));
    }
    Matrix<float> frame(n, 1);
    for (std::size_t i = 0; i < n; ++i) {
      frame(i, 0) = y[i];
    }
    earmark::test::for_each_target([&] {
      Matrix<float> re(fft.n_bins(), 1);
      Matrix<float> im(fft.n_bins(), 1);
      RealFft::Scratch scratch;
      fft.forward(frame.view(), re.view(), im.view(), scratch);
      for (std::size_t k = 0; k < fft.n_bins(); ++k) {
        ASSERT_NEAR(re(k, 0), want.get()[k][0], kTolerance * largest) << k;
        ASSERT_NEAR(im(k, 0), want.get()[k][1], kTolerance * largest) << k;
      }
    });
  }
}

}  // namespace
}  // namespace earmark::dsp
