#include "spectra_stream.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <vector>

#include "earmark/base/rng.h"

namespace earmark::plot {
namespace {

std::vector<float> noise(std::size_t n) {
  Rng rng{11};
  std::vector<float> y(n);
  std::ranges::generate(y, [&] { return static_cast<float>(rng.uniform() - 0.5); });
  return y;
}

TEST(SpectraStream, GivesTheFramesOfTheWholeSound) {
  SoundChartConfig config;
  config.n_fft = 256;
  for (const std::size_t hop : {64U, 100U, 256U}) {
    config.hop_length = hop;
    for (const std::size_t n_samples : {1U, 255U, 256U, 6400U, 20001U}) {
      const std::vector<float> y = noise(n_samples);
      dsp::StftConfig whole_config;
      whole_config.n_fft = 256;
      whole_config.hop_length = hop;
      const dsp::Stft whole{whole_config};
      dsp::Stft::Scratch scratch;
      Matrix<float> power{whole.n_bins(), whole.n_frames(n_samples)};
      dsp::StftOutput out;
      out.power = power.view();
      whole.process(y, out, scratch);

      std::size_t n_frames = 0;
      SpectraStream stream{config, SpectraStream::Values::kPower, [&](MatrixView<const float> S) {
                             for (std::size_t k = 0; k < S.rows(); ++k) {
                               const auto expected = power.row(k).subspan(n_frames, S.cols());
                               EXPECT_TRUE(std::ranges::equal(S.row(k), expected));
                             }
                             n_frames += S.cols();
                           }};
      for (std::size_t i = 0; i < n_samples; i += 1000) {
        stream.push(std::span{y}.subspan(i, std::min<std::size_t>(1000, n_samples - i)));
      }
      stream.finish();
      EXPECT_EQ(n_frames, power.cols());
      EXPECT_EQ(stream.n_frames(), power.cols());
    }
  }
}

TEST(SpectraStream, RefusesToEndWithoutASample) {
  SpectraStream stream{{}, SpectraStream::Values::kPower, [](MatrixView<const float>) {}};
  EXPECT_THROW(stream.finish(), std::invalid_argument);
}

}  // namespace
}  // namespace earmark::plot
