#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <thread>
#include <vector>

#include "earmark/base/matrix.h"
#include "earmark/dsp/chroma_stft.h"
#include "earmark/dsp/decibels.h"
#include "earmark/dsp/hpss_signals.h"
#include "earmark/dsp/mel_spectrogram.h"
#include "earmark/dsp/mfcc.h"
#include "earmark/dsp/onset_strength.h"
#include "earmark/dsp/real_fft.h"
#include "earmark/dsp/rms.h"
#include "earmark/dsp/spectral_shape.h"
#include "earmark/dsp/tempo.h"
#include "earmark/dsp/zero_crossing_rate.h"
#include "support/each_target.h"
#include "synthetic.h"

#ifdef EARMARK_COUNT_ALLOCATIONS
#include "support/count_allocations.h"
#endif

namespace earmark::dsp {
namespace {

// Every plan, as one analysis of a signal of 3 s runs them.
struct Plans {
  Stft stft;
  Istft istft;
  RealFft fft{2048};
  HpssSignals hpss;
  MelSpectrogram mel;
  Mfcc mfcc;
  ChromaStft chroma;
  SpectralShape shape;
  OnsetStrength onset;
  Tempo tempo;
  Rms rms;
  ZeroCrossingRate rate;
};

struct Results {
  std::vector<float> back = std::vector<float>(66150);
  std::vector<float> harmonic = back;
  std::vector<float> percussive = back;
  Matrix<float> re{1025, test::kFrames};
  Matrix<float> im{1025, test::kFrames};
  Matrix<float> magnitude{1025, test::kFrames};
  Matrix<float> power{1025, test::kFrames};
  Matrix<float> frames{2048, test::kFrames};
  Matrix<float> mel{128, test::kFrames};
  Matrix<float> db{128, test::kFrames};
  Matrix<float> mfcc{20, test::kFrames};
  Matrix<float> chroma{12, test::kFrames};
  std::vector<float> centroid = std::vector<float>(test::kFrames);
  std::vector<float> bandwidth = centroid;
  std::vector<float> rolloff = centroid;
  std::vector<float> envelope = centroid;
  std::vector<float> rms = centroid;
  std::vector<float> rate = centroid;
  double tempo = 0.0;
};

struct Scratches {
  Stft::Scratch stft;
  Istft::Scratch istft;
  RealFft::Scratch fft;
  HpssSignals::Scratch hpss;
  ChromaStft::Scratch chroma;
  SpectralShape::Scratch shape;
  OnsetStrength::Scratch onset;
  Tempo::Scratch tempo;
  Rms::Scratch rms;
  ZeroCrossingRate::Scratch rate;
};

void run(const Plans& plans, std::span<const float> y, Scratches& scratch, Results& out) {
  plans.stft.process(y, {out.re.view(), out.im.view(), out.magnitude.view(), out.power.view()},
                     scratch.stft);
  plans.istft.process(out.re.view(), out.im.view(), out.back, scratch.istft);
  plans.fft.inverse(out.re.view(), out.im.view(), out.frames.view(), scratch.fft);
  plans.hpss.process(y, out.harmonic, out.percussive, scratch.hpss);
  plans.mel.process(out.power.view(), out.mel.view());
  power_to_db(out.mel.view(), out.db.view());
  plans.mfcc.process(out.db.view(), out.mfcc.view());
  plans.chroma.process(out.power.view(), out.chroma.view(), scratch.chroma);
  plans.shape.process(out.magnitude.view(), out.centroid, out.bandwidth, out.rolloff,
                      scratch.shape);
  plans.onset.process(out.db.view(), out.envelope, scratch.onset);
  out.tempo = plans.tempo.process(out.envelope, scratch.tempo);
  plans.rms.process(y, out.rms, scratch.rms);
  plans.rate.process(y, out.rate, scratch.rate);
}

std::vector<float> values_of(const Matrix<float>& m) {
  std::vector<float> values;
  for (std::size_t r = 0; r < m.rows(); ++r) {
    values.insert(values.end(), m.row(r).begin(), m.row(r).end());
  }
  return values;
}

// What does not go through squares, which overflow and underflow as librosa's do.
std::vector<std::pair<std::string, std::vector<float>>> linear_results(const Results& out) {
  return {{"re", values_of(out.re)},
          {"im", values_of(out.im)},
          {"magnitude", values_of(out.magnitude)},
          {"frames", values_of(out.frames)},
          {"back", out.back},
          {"harmonic", out.harmonic},
          {"percussive", out.percussive},
          {"centroid", out.centroid},
          {"bandwidth", out.bandwidth},
          {"rolloff", out.rolloff},
          {"rate", out.rate}};
}

std::vector<std::pair<std::string, std::vector<float>>> all_results(const Results& out) {
  auto all = linear_results(out);
  all.emplace_back("rms", out.rms);
  all.emplace_back("power", values_of(out.power));
  all.emplace_back("mel", values_of(out.mel));
  all.emplace_back("db", values_of(out.db));
  all.emplace_back("mfcc", values_of(out.mfcc));
  all.emplace_back("chroma", values_of(out.chroma));
  all.emplace_back("envelope", out.envelope);
  all.emplace_back("tempo", std::vector<float>{static_cast<float>(out.tempo)});
  return all;
}

#ifdef EARMARK_COUNT_ALLOCATIONS
TEST(Plans, AllocateNothingAfterTheFirstCall) {
  const Plans plans;
  const auto y = test::signal();
  Scratches scratch;
  Results out;
  run(plans, y, scratch, out);
  const std::size_t before = earmark::test::allocations;
  run(plans, y, scratch, out);
  EXPECT_EQ(earmark::test::allocations - before, 0U);
  const std::vector<float> counted(1);
  EXPECT_EQ(earmark::test::allocations - before, 1U);  // the counter counts
}
#endif

TEST(Plans, GiveTheSameBitsToThreadsThatShareThem) {
  const Plans plans;
  const auto y = test::signal();
  Results alone;
  Results first;
  Results second;
  Scratches scratch;
  run(plans, y, scratch, alone);
  const auto work = [&](Results& out) {
    Scratches own;
    for (int i = 0; i < 3; ++i) {
      run(plans, y, own, out);
    }
  };
  std::thread other{work, std::ref(first)};
  work(second);
  other.join();
  EXPECT_EQ(all_results(first), all_results(alone));
  EXPECT_EQ(all_results(second), all_results(alone));
}

std::vector<float> extreme_signal(const std::string& name) {
  std::vector<float> y(66150);
  if (name == "impulse") {
    y[30000] = 1.0F;
  } else if (name == "dc") {
    std::fill(y.begin(), y.end(), 1.0F);
  } else if (name == "square") {
    for (std::size_t i = 0; i < y.size(); ++i) {
      y[i] = i / 50 % 2 == 0 ? 1.0F : -1.0F;
    }
  } else if (name == "denormal") {
    for (std::size_t i = 0; i < y.size(); ++i) {
      y[i] = static_cast<float>(i % 7) * std::numeric_limits<float>::denorm_min();
    }
  } else if (name != "silence") {
    y = test::signal();
    for (float& value : y) {
      value *= std::stof(name);
    }
  }
  return y;
}

TEST(Plans, KeepExtremeSignalsFinite) {
  earmark::test::for_each_target([] {
    const Plans plans;
    Scratches scratch;
    Results out;
    for (const std::string name :
         {"silence", "impulse", "dc", "square", "denormal", "1e-30", "1e30"}) {
      SCOPED_TRACE(name);
      const auto y = extreme_signal(name);
      run(plans, y, scratch, out);
      for (const auto& [what, values] : name == "1e30" ? linear_results(out) : all_results(out)) {
        SCOPED_TRACE(what);
        EXPECT_TRUE(std::all_of(values.begin(), values.end(),
                                [](float value) { return std::isfinite(value); }));
      }
      // Of the peak; the mask and the two transforms round a few times in float.
      const float peak = std::abs(*std::max_element(
          y.begin(), y.end(), [](float a, float b) { return std::abs(a) < std::abs(b); }));
      const float tolerance = 4e-6F * peak + 16.0F * std::numeric_limits<float>::denorm_min();
      for (std::size_t i = 0; i < y.size(); ++i) {
        ASSERT_NEAR(out.back[i], y[i], tolerance) << i;
        ASSERT_NEAR(out.harmonic[i] + out.percussive[i], y[i], tolerance) << i;
      }
    }
  });
}

TEST(Plans, OverflowWhereASquareIsNoFloat) {
  const Plans plans;
  Scratches scratch;
  Results out;
  run(plans, extreme_signal("1e30"), scratch, out);
  const float infinity = std::numeric_limits<float>::infinity();
  const auto power = values_of(out.power);
  EXPECT_EQ(*std::max_element(power.begin(), power.end()), infinity);
  EXPECT_EQ(*std::max_element(out.rms.begin(), out.rms.end()), infinity);
}

}  // namespace
}  // namespace earmark::dsp
