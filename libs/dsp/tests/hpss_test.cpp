#include "earmark/dsp/hpss.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <stdexcept>

#include "core_golden.h"
#include "earmark/base/matrix.h"
#include "earmark/dsp/hpss_signals.h"
#include "naive_moments.h"
#include "support/each_target.h"

namespace earmark::dsp {
namespace {

// Seven digits of the golden file, and one rounding of float that librosa does in another place.
constexpr double kMaskTolerance = 5e-7;
// Of signals up to 0.75: a mask amplifies the roundings of two transforms.
constexpr double kSignalTolerance = 5e-6;

Matrix<float> spectrogram() {
  const auto& values = test::core_golden().at("hpss/S");
  Matrix<float> S(41, values.size() / 41);
  for (std::size_t row = 0; row < S.rows(); ++row) {
    for (std::size_t col = 0; col < S.cols(); ++col) {
      S(row, col) = static_cast<float>(values[row * S.cols() + col]);
    }
  }
  return S;
}

TEST(Hpss, MasksEqualLibrosa) {
  const double infinity = std::numeric_limits<double>::infinity();
  const std::pair<std::string, HpssConfig> cases[] = {
      {"default", {}},
      {"margins",
       {.kernel_size_harm = 15, .kernel_size_perc = 7, .margin_harm = 1.5, .margin_perc = 2.0}},
      {"hard", {.kernel_size_harm = 9, .kernel_size_perc = 12, .power = infinity}},
      {"power_1", {.power = 1.0}},
      {"power_3", {.power = 3.0, .margin_perc = 3.0}},
  };
  earmark::test::for_each_target([&] {
    const auto S = spectrogram();
    Matrix<float> harm(S.rows(), S.cols());
    Matrix<float> perc(S.rows(), S.cols());
    Hpss::Scratch scratch;
    for (const auto& [name, config] : cases) {
      SCOPED_TRACE(name);
      Hpss{config}.masks(S.view(), harm.view(), perc.view(), scratch);
      const auto& golden = test::core_golden();
      EXPECT_LT(test::largest_difference(harm.view(), golden.at("hpss/" + name + "/harm")),
                kMaskTolerance);
      EXPECT_LT(test::largest_difference(perc.view(), golden.at("hpss/" + name + "/perc")),
                kMaskTolerance);
    }
  });
}

TEST(Hpss, ComponentsAddUpToTheSpectrogram) {
  const auto S = spectrogram();
  Matrix<float> harm(S.rows(), S.cols());
  Matrix<float> perc(S.rows(), S.cols());
  Hpss::Scratch scratch;
  Hpss{}.process(S.view(), harm.view(), perc.view(), scratch);
  for (std::size_t k = 0; k < S.rows(); ++k) {
    for (std::size_t t = 0; t < S.cols(); ++t) {
      EXPECT_NEAR(harm(k, t) + perc(k, t), S(k, t), 4e-7 * S(k, t));
    }
  }
}

HpssSignalsConfig signals_config(const std::string& name) {
  HpssSignalsConfig config{.stft = {.n_fft = 256}};
  if (name == "two") {
    config.hpss.margin_harm = 1.2;
    config.hpss.margin_perc = 1.5;
  } else if (name == "long_hop") {
    config.stft.hop_length = 192;
  } else if (name == "short_window") {
    config.stft.hop_length = 48;
    config.stft.win_length = 64;
  } else if (name == "uncentred") {
    config.stft.center = false;
  }
  return config;
}

TEST(HpssSignals, EqualLibrosa) {
  earmark::test::for_each_target([] {
    // One sample more would take another frame of a hop of 192.
    const auto y = test::core_signal(4031);
    for (const std::string name : {"one", "two", "long_hop", "short_window", "uncentred"}) {
      SCOPED_TRACE(name);
      const HpssSignalsConfig config = signals_config(name);
      std::vector<float> harm(y.size());
      std::vector<float> perc(y.size());
      HpssSignals::Scratch scratch;
      HpssSignals{config}.process(y, harm, perc, scratch);
      const auto& want_harm = test::core_golden().at("signals/" + name + "/harm");
      const auto& want_perc = test::core_golden().at("signals/" + name + "/perc");
      for (std::size_t i = 0; i < want_harm.size(); ++i) {
        EXPECT_NEAR(harm[11 * i], want_harm[i], kSignalTolerance) << i;
        EXPECT_NEAR(perc[11 * i], want_perc[i], kSignalTolerance) << i;
      }
    }
  });
}

void expect_moments(const std::vector<float>& x, const Moments& moments) {
  const Moments want = test::naive_moments(x);
  // Sums of doubles in another order.
  const double tolerance = 1e-12 * std::max(1.0, want.variance);
  EXPECT_NEAR(moments.mean, want.mean, tolerance);
  EXPECT_NEAR(moments.variance, want.variance, tolerance);
}

void expect_moments_of_signals(const std::vector<float>& y, const HpssSignals& plan) {
  HpssSignals::Scratch scratch;
  std::vector<float> harm(y.size());
  std::vector<float> perc(y.size());
  plan.process(y, harm, perc, scratch);
  const auto re = scratch.re;
  const auto im = scratch.im;
  const auto magnitude = scratch.magnitude;
  const auto got = plan.moments(y, re.view(), im.view(), magnitude.view(), scratch);
  expect_moments(harm, got.harmonic);
  expect_moments(perc, got.percussive);
}

TEST(HpssSignals, MomentsAreThoseOfTheSignals) {
  for (const auto& [n_samples, stft] :
       {std::pair<std::size_t, StftConfig>{20000, {}}, {10751, {.hop_length = 1536}}}) {
    SCOPED_TRACE(n_samples);
    expect_moments_of_signals(test::core_signal(n_samples), HpssSignals{{.stft = stft}});
  }
}

TEST(HpssSignals, BothPartsAreZeroWhereNoWindowReaches) {
  for (const auto& [n_samples, stft] :
       {std::pair<std::size_t, StftConfig>{10751, {.n_fft = 2048, .hop_length = 1536}},
        {10367, {.n_fft = 2048, .hop_length = 384, .win_length = 512}}}) {
    const auto y = test::core_signal(n_samples);
    std::vector<float> harm(y.size());
    std::vector<float> perc(y.size());
    HpssSignals::Scratch scratch;
    HpssSignals{{.stft = stft}}.process(y, harm, perc, scratch);
    const std::size_t hop = stft.used_hop_length();
    const std::size_t reach = stft.used_win_length() / 2;
    const std::size_t first = n_samples / hop * hop + reach;
    ASSERT_LT(first, n_samples);
    for (std::size_t i = first; i < n_samples; ++i) {
      ASSERT_EQ(harm[i], 0.0F) << i;
      ASSERT_EQ(perc[i], 0.0F) << i;
    }
  }
}

TEST(HpssSignals, TheDefaultTakesOneInverse) {
  const auto y = test::core_signal(66150);
  std::vector<float> harm(y.size());
  std::vector<float> perc(y.size());
  HpssSignals::Scratch scratch;
  HpssSignals{}.process(y, harm, perc, scratch);
  for (std::size_t i = 0; i < y.size(); ++i) {
    ASSERT_EQ(perc[i], y[i] - harm[i]) << i;  // a second inverse would round otherwise
  }
}

TEST(HpssSignals, SilenceStaysSilent) {
  const std::vector<float> y(66150);
  std::vector<float> harm(y.size(), 1.0F);
  std::vector<float> perc(y.size(), 1.0F);
  HpssSignals::Scratch scratch;
  HpssSignals{}.process(y, harm, perc, scratch);
  EXPECT_EQ(harm, y);
  EXPECT_EQ(perc, y);
}

RC_GTEST_PROP(MedianFilterProperty, IsTheValueOfMiddleRank, ()) {
  const auto n_rows = *rc::gen::inRange<std::size_t>(1, 40);
  const auto n_cols = *rc::gen::inRange<std::size_t>(1, 40);
  const auto kernel = *rc::gen::element<std::size_t>(1, 2, 3, 7, 8, 15, 31, 33);
  const auto values =
      *rc::gen::container<std::vector<int>>(n_rows * n_cols, rc::gen::inRange(0, 60));
  Matrix<float> S(n_rows, n_cols);
  for (std::size_t i = 0; i < values.size(); ++i) {
    S(i / n_cols, i % n_cols) = static_cast<float>(values[i]);
  }
  const auto mirrored = [](std::size_t i, std::size_t k, std::size_t before, std::size_t n) {
    const auto period = static_cast<std::int64_t>(2 * n);
    const std::int64_t place = static_cast<std::int64_t>(i + k) - static_cast<std::int64_t>(before);
    const std::int64_t wrapped = ((place % period) + period) % period;
    return static_cast<std::size_t>(std::min(wrapped, period - 1 - wrapped));
  };
  earmark::test::for_each_target([&] {
    Matrix<float> time(n_rows, n_cols);
    Matrix<float> frequency(n_rows, n_cols);
    MedianFilter::Scratch scratch;
    const MedianFilter filter{kernel};
    filter.along_time(S.view(), time.view(), scratch);
    filter.along_frequency(S.view(), frequency.view(), scratch);
    std::vector<float> row(kernel);
    std::vector<float> column(kernel);
    for (std::size_t r = 0; r < n_rows; ++r) {
      for (std::size_t c = 0; c < n_cols; ++c) {
        for (std::size_t k = 0; k < kernel; ++k) {
          row[k] = S(r, mirrored(c, k, kernel / 2, n_cols));
          column[k] = S(mirrored(r, k, kernel / 2, n_rows), c);
        }
        std::ranges::sort(row);
        std::ranges::sort(column);
        RC_ASSERT(time(r, c) == row[kernel / 2]);
        RC_ASSERT(frequency(r, c) == column[kernel / 2]);
      }
    }
  });
}

TEST(Hpss, RejectsBadArguments) {
  EXPECT_THROW(MedianFilter{0}, std::invalid_argument);
  EXPECT_THROW(Hpss({.kernel_size_harm = 0}), std::invalid_argument);
  EXPECT_THROW(Hpss({.power = 0.0}), std::invalid_argument);
  EXPECT_THROW(Hpss({.margin_harm = 0.5}), std::invalid_argument);
  EXPECT_THROW(Hpss({.margin_perc = std::nan("")}), std::invalid_argument);
  Matrix<float> S(4, 4);
  Matrix<float> wrong(4, 5);
  Hpss::Scratch scratch;
  EXPECT_THROW(Hpss{}.masks(S.view(), S.view(), wrong.view(), scratch), std::invalid_argument);
}

}  // namespace
}  // namespace earmark::dsp
