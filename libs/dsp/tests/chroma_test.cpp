#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <limits>
#include <stdexcept>

#include "earmark/dsp/chroma_filter_bank.h"
#include "earmark/dsp/chroma_stft.h"
#include "golden_features.h"
#include "support/each_target.h"
#include "synthetic.h"

namespace earmark::dsp {
namespace {

constexpr test::Tolerance kFloatRounding{.absolute = 1e-12, .relative = 3e-7};
// Gaussians and sums of 1025 products in float; librosa sums them in float too.
constexpr test::Tolerance kSumRounding{.absolute = 1e-7, .relative = 1e-5};

TEST(ChromaFilterBank, MatchesLibrosaForEveryOption) {
  test::expect_golden(chroma_filter_bank({.n_fft = 256}).view(), "chroma_bank", kFloatRounding);
  test::expect_golden(chroma_filter_bank({.n_fft = 256}, -0.37).view(), "chroma_bank_tuned",
                      kFloatRounding);
  const ChromaConfig config{.n_fft = 128,
                            .n_chroma = 24,
                            .ctroct = 4.0,
                            .octwidth = std::nullopt,
                            .norm = 1.0,
                            .base_c = false};
  test::expect_golden(chroma_filter_bank(config, 0.2).view(), "chroma_bank_24", kFloatRounding);
}

TEST(ChromaStft, MatchesLibrosaOnEveryTarget) {
  const Matrix<float> P = test::squared(test::music_like_spectrogram());
  const ChromaStft plain;
  const ChromaStft tuned{{.norm = 2.0, .tuning = 0.31}};
  const ChromaStft fine{{.filter_bank = {.n_chroma = 24, .octwidth = std::nullopt},
                         .norm = std::nullopt,
                         .tuning = -1.4}};
  earmark::test::for_each_target([&] {
    ChromaStft::Scratch scratch;
    Matrix<float> chroma(12, P.cols());
    EXPECT_NEAR(plain.process(P.view(), chroma.view(), scratch), test::golden("tuning")(0, 0),
                1e-7);
    test::expect_golden(chroma.view(), "chroma", kSumRounding, test::kGoldenFrameStep);
    EXPECT_EQ(tuned.process(P.view(), chroma.view(), scratch), 0.31);
    test::expect_golden(chroma.view(), "chroma_tuned_norm_2", kSumRounding, test::kGoldenFrameStep);
    chroma.resize(24, P.cols());
    EXPECT_EQ(fine.process(P.view(), chroma.view(), scratch), -1.4);
    test::expect_golden(chroma.view(), "chroma_24", kSumRounding, test::kGoldenFrameStep);
  });
}

TEST(ChromaStft, PlansMayShareAScratch) {
  // 2060 and 2048 have other numbers of bins in rows of one stride.
  ChromaStft::Scratch shared;
  for (const std::size_t n_fft : {2060U, 2048U, 2060U}) {
    SCOPED_TRACE(n_fft);
    const ChromaStft plan{{.filter_bank = {.n_fft = n_fft}}};
    Matrix<float> S(n_fft / 2 + 1, 5);
    test::Noise noise{1};
    for (std::size_t k = 0; k < S.rows(); ++k) {
      for (float& value : S.row(k)) {
        value = static_cast<float>(noise());
      }
    }
    ChromaStft::Scratch own;
    Matrix<float> with_shared(12, S.cols());
    Matrix<float> with_own(12, S.cols());
    (void)plan.process(S.view(), with_shared.view(), shared);
    (void)plan.process(S.view(), with_own.view(), own);
    for (std::size_t c = 0; c < 12; ++c) {
      EXPECT_TRUE(std::ranges::equal(with_shared.row(c), with_own.row(c))) << c;
    }
  }
}

TEST(ChromaStft, SaysWhichOfItsPartsIsMisconfigured) {
  try {
    const ChromaStft plan{{.filter_bank = {.n_fft = 2}}};
    FAIL() << "no exception";
  } catch (const std::invalid_argument& error) {
    EXPECT_STREQ(error.what(), "chroma_filter_bank: n_fft must be >= 4");
  }
}

TEST(ChromaStft, SilenceHasNoChromaAndNoTuning) {
  const Matrix<float> P(1025, 7);
  Matrix<float> chroma(12, 7);
  ChromaStft::Scratch scratch;
  EXPECT_EQ(ChromaStft{}.process(P.view(), chroma.view(), scratch), 0.0);
  for (std::size_t c = 0; c < 12; ++c) {
    EXPECT_EQ(chroma(c, 6), 0.0F);
  }
}

TEST(ChromaStft, RejectsBadArguments) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THROW(ChromaStft({.filter_bank = {.sr = -1.0}}), std::invalid_argument);
  EXPECT_THROW(ChromaStft({.filter_bank = {.n_fft = 2}}), std::invalid_argument);
  EXPECT_THROW(ChromaStft({.filter_bank = {.n_chroma = 0}}), std::invalid_argument);
  EXPECT_THROW(ChromaStft({.filter_bank = {.octwidth = 0.0}}), std::invalid_argument);
  EXPECT_THROW(ChromaStft({.norm = -3.0}), std::invalid_argument);
  EXPECT_THROW(ChromaStft({.tuning = nan}), std::invalid_argument);
  EXPECT_THROW((void)chroma_filter_bank({}, nan), std::invalid_argument);
  Matrix<float> chroma(12, 3);
  ChromaStft::Scratch scratch;
  EXPECT_THROW(ChromaStft{}.process(Matrix<float>(1024, 3).view(), chroma.view(), scratch),
               std::invalid_argument);
}

RC_GTEST_PROP(ChromaStftProperty, IsTheProductWithTheBankOfItsTuning, ()) {
  const auto n_frames = *rc::gen::inRange<std::size_t>(1, 70);
  const double tuning = *rc::gen::inRange(-200, 200) / 100.0;
  const auto n_chroma = *rc::gen::element<std::size_t>(5, 12, 36);
  const Norm bank_norm = *rc::gen::element<Norm>(Norm{2.0}, Norm{1.0}, Norm{});
  const ChromaConfig config{.n_fft = 512, .n_chroma = n_chroma, .norm = bank_norm};
  test::Noise noise{static_cast<std::uint32_t>(n_frames + 1)};
  Matrix<float> S(257, n_frames);
  for (std::size_t k = 0; k < S.rows(); ++k) {
    for (float& value : S.row(k)) {
      value = static_cast<float>(noise());
    }
  }
  Matrix<float> chroma(n_chroma, n_frames);
  ChromaStft::Scratch scratch;
  ChromaStft{{.filter_bank = config, .norm = std::nullopt, .tuning = tuning}}.process(
      S.view(), chroma.view(), scratch);
  const Matrix<float> bank = chroma_filter_bank(config, tuning);
  for (std::size_t c = 0; c < n_chroma; ++c) {
    for (std::size_t t = 0; t < n_frames; ++t) {
      double want = 0.0;
      for (std::size_t k = 0; k < S.rows(); ++k) {
        want += static_cast<double>(bank(c, k)) * static_cast<double>(S(k, t));
      }
      RC_ASSERT(std::abs(static_cast<double>(chroma(c, t)) - want) <= 1e-5 * want);
    }
  }
}

}  // namespace
}  // namespace earmark::dsp
