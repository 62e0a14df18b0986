#include "earmark/dsp/stft.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "core_golden.h"
#include "earmark/base/matrix.h"
#include "earmark/dsp/istft.h"
#include "support/each_target.h"

namespace earmark::dsp {
namespace {

// Of librosa's double transform: float's roundings, at magnitudes up to 32, and the seven digits
// of the golden file.
constexpr double kSpectrumTolerance = 2e-5;
constexpr double kSignalTolerance = 2e-6;

const std::vector<std::string> kConfigs{"default",   "short_window", "reflect", "edge",
                                        "uncentred", "odd",          "sparse"};

StftConfig config_of(const std::string& name) {
  StftConfig config{.n_fft = 256};
  if (name == "short_window") {
    config.hop_length = 50;
    config.win_length = 200;
    config.window = "blackman";
  } else if (name == "reflect") {
    config = {.n_fft = 128, .hop_length = 90, .pad_mode = PadMode::kReflect};
  } else if (name == "edge") {
    config = {.n_fft = 100, .hop_length = 33, .pad_mode = PadMode::kEdge};
  } else if (name == "uncentred") {
    config = {.n_fft = 135, .hop_length = 40, .center = false};
  } else if (name == "odd") {
    config = {.n_fft = 135, .hop_length = 40};
  } else if (name == "sparse") {
    config = {.n_fft = 64, .hop_length = 90};
  }
  return config;
}

struct Spectra {
  Matrix<float> re;
  Matrix<float> im;
  Matrix<float> magnitude;
  Matrix<float> power;
};

Spectra stft(const StftConfig& config, const std::vector<float>& y) {
  const Stft plan{config};
  Stft::Scratch scratch;
  const std::size_t n = plan.n_frames(y.size());
  const std::size_t k = plan.n_bins();
  Spectra D{{k, n}, {k, n}, {k, n}, {k, n}};
  plan.process(y, {D.re.view(), D.im.view(), D.magnitude.view(), D.power.view()}, scratch);
  return D;
}

TEST(Stft, EqualsLibrosa) {
  earmark::test::for_each_target([] {
    for (const std::string& name : kConfigs) {
      SCOPED_TRACE(name);
      const auto D = stft(config_of(name), test::core_signal(500));
      const auto& golden = test::core_golden();
      EXPECT_LT(test::largest_difference(D.re.view(), golden.at("stft/" + name + "/re")),
                kSpectrumTolerance);
      EXPECT_LT(test::largest_difference(D.im.view(), golden.at("stft/" + name + "/im")),
                kSpectrumTolerance);
    }
  });
}

// Sum of the squared windows at every sample of an inverse.
std::vector<double> weights_of(const StftConfig& config, std::size_t n_frames, std::size_t n) {
  const std::size_t before = config.center ? config.n_fft / 2 : 0;
  const std::size_t hop = config.used_hop_length();
  const std::size_t used = std::min(n_frames, (n + 2 * before + hop - 1) / hop);
  const auto sum =
      window_sumsquare(config.window, used, hop, config.used_win_length(), config.n_fft);
  std::vector<double> weights(n);
  for (std::size_t i = 0; i < n && i + before < sum.size(); ++i) {
    weights[i] = sum[i + before];
  }
  return weights;
}

TEST(Istft, EqualsLibrosa) {
  earmark::test::for_each_target([] {
    for (const std::string& name : kConfigs) {
      auto D = stft(config_of(name), test::core_signal(500));
      const auto n_frames = static_cast<float>(D.re.cols());
      for (std::size_t k = 0; k < D.re.rows(); ++k) {
        for (std::size_t t = 0; t < D.re.cols(); ++t) {
          const float gain = 0.5F + static_cast<float>(t) / (n_frames - 1.0F);
          D.re(k, t) *= gain;
          D.im(k, t) *= gain;
        }
      }
      const Istft plan{config_of(name)};
      Istft::Scratch scratch;
      for (const std::size_t length : {0U, 350U, 700U}) {
        SCOPED_TRACE(name + "/" + std::to_string(length));
        std::vector<float> y(length == 0 ? plan.n_samples(D.re.cols()) : length);
        plan.process(D.re.view(), D.im.view(), y, scratch);
        const auto& want = test::core_golden().at("istft/" + name + "/" + std::to_string(length));
        ASSERT_EQ(y.size(), want.size());
        const auto weights = weights_of(config_of(name), D.re.cols(), y.size());
        for (std::size_t i = 0; i < y.size(); ++i) {
          // An error e of a frame is e w in the sum, and e w / w^2 after it: so where windows
          // hardly reach, librosa and we both divide rounding errors by next to nothing.
          if (weights[i] == 0.0 || weights[i] > 1e-12) {
            const double divisor = weights[i] == 0.0 ? 1.0 : std::min(1.0, std::sqrt(weights[i]));
            EXPECT_NEAR(y[i], want[i], kSignalTolerance / divisor) << i;
          }
        }
      }
    }
  });
}

TEST(Istft, UndoesTheStft) {
  earmark::test::for_each_target([] {
    const auto y = test::core_signal(66150);
    const auto D = stft({}, y);
    ASSERT_EQ(D.re.cols(), 130);
    std::vector<float> back(y.size());
    Istft::Scratch scratch;
    Istft{}.process(D.re.view(), D.im.view(), back, scratch);
    for (std::size_t i = 0; i < y.size(); ++i) {
      ASSERT_NEAR(back[i], y[i], kSignalTolerance) << i;
    }
  });
}

TEST(Istft, AMaskIsAFactor) {
  const auto D = stft({}, test::core_signal(5000));
  Matrix<float> mask(D.re.rows(), D.re.cols());
  auto masked = D;
  for (std::size_t k = 0; k < mask.rows(); ++k) {
    for (std::size_t t = 0; t < mask.cols(); ++t) {
      mask(k, t) = static_cast<float>((k + t) % 3) / 2.0F;
      masked.re(k, t) *= mask(k, t);
      masked.im(k, t) *= mask(k, t);
    }
  }
  std::vector<float> got(5000);
  std::vector<float> want(5000);
  Istft::Scratch scratch;
  const Istft plan;
  plan.process(D.re.view(), D.im.view(), mask.view(), got, scratch);
  plan.process(masked.re.view(), masked.im.view(), want, scratch);
  EXPECT_EQ(got, want);
}

TEST(Stft, AFrameHasTheSameBitsAloneAndAmongMany) {
  earmark::test::for_each_target([] {
    const StftConfig config{.center = false};
    const auto y = test::core_signal(2048 + 512 * 20);
    const auto many = stft(config, y);
    const auto begin = y.begin() + std::ptrdiff_t{512} * 17;
    const auto one = stft(config, {begin, begin + 2048});
    for (std::size_t k = 0; k < one.re.rows(); ++k) {
      ASSERT_EQ(one.re(k, 0), many.re(k, 17));
      ASSERT_EQ(one.im(k, 0), many.im(k, 17));
      ASSERT_EQ(one.magnitude(k, 0), many.magnitude(k, 17));
    }
  });
}

TEST(Stft, MagnitudeKeepsItsDigitsAtEveryScale) {
  earmark::test::for_each_target([] {
    const auto y = test::core_signal(3000);
    const auto plain = stft({}, y);
    for (const int exponent : {-100, -60, 60, 100}) {  // about 1e-30 to 1e+30
      auto scaled = y;
      for (float& value : scaled) {
        value = std::ldexp(value, exponent);
      }
      const auto D = stft({}, scaled);
      for (std::size_t k = 0; k < D.re.rows(); ++k) {
        for (std::size_t t = 0; t < D.re.cols(); ++t) {
          const double want = std::ldexp(static_cast<double>(plain.magnitude(k, t)), exponent);
          const double absolute = 1e-6 * std::ldexp(1.0, exponent);
          ASSERT_NEAR(D.magnitude(k, t), want, 1e-6 * want + absolute);
        }
      }
    }
  });
}

TEST(Stft, ExtremeSignalsStayFinite) {
  const float denormal = std::numeric_limits<float>::denorm_min();
  for (const float level : {0.0F, denormal, 1.0F}) {
    for (const std::size_t period : {1U, 7U, 100000U}) {  // DC, square, impulse
      std::vector<float> y(4096);
      for (std::size_t i = 0; i < y.size(); ++i) {
        y[i] = period == 100000 ? (i == 99 ? level : 0.0F) : (i / period % 2 == 0 ? level : -level);
      }
      const auto D = stft({}, y);
      for (std::size_t k = 0; k < D.re.rows(); ++k) {
        for (std::size_t t = 0; t < D.re.cols(); ++t) {
          ASSERT_TRUE(std::isfinite(D.magnitude(k, t)) && std::isfinite(D.power(k, t)));
          ASSERT_TRUE(level > 0.0F || D.magnitude(k, t) == 0.0F);
        }
      }
    }
  }
}

TEST(Stft, PadsSignalsShorterThanThePadding) {
  for (const PadMode mode : {PadMode::kConstant, PadMode::kReflect, PadMode::kEdge}) {
    for (const std::size_t n : {1U, 2U, 3U}) {
      const auto D =
          stft({.n_fft = 16, .window = "boxcar", .pad_mode = mode}, std::vector<float>(n, 1.0F));
      const double inside = mode == PadMode::kConstant ? static_cast<double>(n) : 16.0;
      EXPECT_NEAR(D.re(0, 0), inside, 1e-6);  // the sum of what the frame sees
    }
  }
}

TEST(Stft, RejectsBadArguments) {
  EXPECT_THROW(Stft({.n_fft = 0}), std::invalid_argument);
  EXPECT_THROW(Stft({.n_fft = 3}), std::invalid_argument);  // hop_length 3 / 4
  EXPECT_THROW(Stft({.hop_length = 0}), std::invalid_argument);
  EXPECT_THROW(Stft({.win_length = 4096}), std::invalid_argument);
  EXPECT_THROW((void)Stft{}.n_frames(0), std::invalid_argument);
  EXPECT_THROW((void)Stft({.center = false}).n_frames(2047), std::invalid_argument);
  EXPECT_THROW((void)Istft{}.n_samples(0), std::invalid_argument);
  Stft::Scratch scratch;
  Matrix<float> m(1025, 2);
  const std::vector<float> y(600);
  EXPECT_THROW(Stft{}.process(y, {.re = m.view()}, scratch), std::invalid_argument);
  Matrix<float> wrong(1025, 3);
  EXPECT_THROW(Stft{}.process(y, {.power = wrong.view()}, scratch), std::invalid_argument);
}

}  // namespace
}  // namespace earmark::dsp
