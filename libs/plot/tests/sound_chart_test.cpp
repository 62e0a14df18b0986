#include "earmark/plot/sound_chart.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <numbers>
#include <stdexcept>
#include <vector>

#include "earmark/base/rng.h"
#include "earmark/dsp/decibels.h"
#include "earmark/dsp/estimate_tuning.h"
#include "earmark/dsp/hpss.h"
#include "earmark/dsp/mel_spectrogram.h"
#include "earmark/dsp/stft.h"
#include "earmark/plot/sound_survey.h"
#include "heat_picture.h"
#include "mel_stream.h"
#include "onset_stream.h"
#include "pictures.h"

namespace earmark::plot {
namespace {

/// A few notes with clicks: 10 s.
std::vector<float> music() {
  Rng rng{3};
  std::vector<float> y(220500);
  for (std::size_t i = 0; i < y.size(); ++i) {
    const double t = static_cast<double>(i) / 22050;
    const double hz = 220 * std::exp2(std::floor(2 * t) / 12);
    const double click = i % 11025 < 200 ? rng.uniform() - 0.5 : 0;
    y[i] = static_cast<float>(0.3 * std::sin(2 * std::numbers::pi * hz * t) + 0.4 * click);
  }
  return y;
}

using MakeChart = std::function<std::unique_ptr<SoundChart>(const SoundChartConfig&)>;

const std::map<std::string, MakeChart>& charts() {
  static const std::map<std::string, MakeChart> made{
      {"waveform", waveform_chart},
      {"mel", mel_chart},
      {"hpss", hpss_chart},
      {"chroma", [](const SoundChartConfig& config) { return chroma_chart(config, 0.1); }},
      {"tempogram", [](const SoundChartConfig& config) { return tempogram_chart(config, 5.0); }},
      {"mfcc", [](const SoundChartConfig& config) { return mfcc_chart(config, 5.0); }}};
  return made;
}

Picture drawn(SoundChart& chart, std::span<const float> y, std::size_t n_block) {
  while (!y.empty()) {
    const std::size_t n = std::min(n_block, y.size());
    chart.push(y.first(n));
    y = y.subspan(n);
  }
  return chart.finish();
}

std::string png_of(const MakeChart& make, std::span<const float> y, std::size_t n_block,
                   const SoundChartConfig& config = {}) {
  return drawn(*make(config), y, n_block).encode(PictureFormat::kPng);
}

TEST(SoundChart, HowTheSoundIsCutIntoBlocksDoesNotShow) {
  const std::vector<float> y = music();
  for (const auto& [name, make] : charts()) {
    EXPECT_EQ(png_of(make, y, 777), png_of(make, y, y.size())) << name;
  }
}

TEST(SoundChart, DrawsOneSampleSilenceAndSmallFrames) {
  SoundChartConfig small;
  small.n_fft = 64;
  small.hop_length = 16;
  small.n_mels = 8;
  small.n_mfcc = 1;
  const std::vector<float> silence(4000, 0.0F);
  for (const auto& [name, make] : charts()) {
    EXPECT_EQ(png_size(png_of(make, std::vector{0.5F}, 1)).width, 1200U) << name;
    EXPECT_EQ(png_size(png_of(make, silence, 999)).width, 1200U) << name;
    EXPECT_EQ(png_size(png_of(make, music(), 5000, small)).width, 1200U) << name;
  }
}

TEST(SoundChart, RefusesNoSoundAndConfigsOutOfRange) {
  for (const auto& [name, make] : charts()) {
    EXPECT_THROW((void)make({})->finish(), std::invalid_argument) << name;
    SoundChartConfig config;
    config.hop_length = 2049;
    EXPECT_THROW((void)make(config), std::invalid_argument) << name;
    config.hop_length = 0;
    EXPECT_THROW((void)make(config), std::invalid_argument) << name;
    config = {};
    config.n_mfcc = 129;
    EXPECT_THROW((void)make(config), std::invalid_argument) << name;
  }
}

TEST(SoundChart, TimeBeginsWhereItIsSaidTo) {
  SoundChartConfig config;
  config.start_s = 100;
  const std::vector<float> y = music();
  const Picture waveform = drawn(*waveform_chart(config), y, 4096);
  EXPECT_DOUBLE_EQ(waveform.axes().front().x.low(), 100);
  EXPECT_DOUBLE_EQ(waveform.axes().front().x.high(), 110);
  // A frame's column is half a hop to either side of its centre.
  const Picture mel = drawn(*mel_chart(config), y, 4096);
  EXPECT_DOUBLE_EQ(mel.axes().front().x.low(), 100 - 256 / 22050.0);
  EXPECT_DOUBLE_EQ(mel.axes().front().x.high(), 100 + (430 * 512 + 256) / 22050.0);
}

Matrix<float> whole_spectrogram(std::span<const float> y, bool power) {
  const dsp::Stft stft;
  dsp::Stft::Scratch scratch;
  Matrix<float> spectrogram{stft.n_bins(), stft.n_frames(y.size())};
  dsp::StftOutput out;
  (power ? out.power : out.magnitude) = spectrogram.view();
  stft.process(y, out, scratch);
  return spectrogram;
}

Matrix<float> mel_of(Matrix<float> magnitude) {
  for (std::size_t k = 0; k < magnitude.rows(); ++k) {
    for (float& value : magnitude.row(k)) {
      value *= value;
    }
  }
  const dsp::MelSpectrogram plan;
  Matrix<float> mel{plan.n_mels(), magnitude.cols()};
  plan.process(magnitude.view(), mel.view());
  return mel;
}

TEST(SoundChart, HarmonicAndPercussivePartsAreThoseOfTheWholeSound) {
  const std::vector<float> y = music();
  const Matrix<float> S = whole_spectrogram(y, false);
  ASSERT_GT(S.cols(), 400U);  // several blocks
  Matrix<float> harmonic{S.rows(), S.cols()};
  Matrix<float> percussive{S.rows(), S.cols()};
  dsp::Hpss::Scratch scratch;
  dsp::Hpss{}.process(S.view(), harmonic.view(), percussive.view(), scratch);
  const auto loudest = static_cast<double>(largest_value(mel_of(S).view(), 0));

  const SoundChartConfig config;
  HeatFigure figure{.options = config.picture,
                    .low_s = frames_begin_s(config),
                    .high_s = frames_end_s(config, S.cols()),
                    .panels = {},
                    .colours = {ColourMap::kMagma, -kTopDb, 0, "Power under the loudest (dB)"}};
  for (const auto& [name, part] :
       {std::pair{"Harmonic", &harmonic}, std::pair{"Percussive", &percussive}}) {
    Matrix<float> values = mel_of(*part);
    to_db_under(values, loudest);
    figure.panels.push_back({name, std::move(values), mel_axis(config)});
  }
  EXPECT_EQ(png_of(hpss_chart, y, 3000),
            heat_picture(std::move(figure)).encode(PictureFormat::kPng));
}

TEST(OnsetStream, IsTheEnvelopeOfTheWholeSound) {
  const std::vector<float> y = music();
  const Matrix<float> mel = mel_of(whole_spectrogram(y, false));
  const auto loudest = static_cast<double>(largest_value(mel.view(), 0));
  Matrix<float> mel_db = mel;
  dsp::power_to_db(mel_db.view(), mel_db.view());
  std::vector<float> expected(mel_db.cols());
  dsp::OnsetStrength::Scratch scratch;
  dsp::OnsetStrength{}.process(mel_db.view(), expected, scratch);

  std::vector<float> envelope;
  OnsetStream stream{{}, loudest, [&](std::span<const float> values) {
                       envelope.insert(envelope.end(), values.begin(), values.end());
                     }};
  stream.push(y);
  stream.finish();
  ASSERT_EQ(envelope.size(), expected.size());
  constexpr double kFloatDb = 1e-4;  // of decibels in single precision
  for (std::size_t t = 0; t < expected.size(); ++t) {
    EXPECT_NEAR(static_cast<double>(envelope[t]), static_cast<double>(expected[t]), kFloatDb);
  }
}

TEST(SoundSurvey, LoudestMelAndTuningAreThoseOfTheWholeSound) {
  const std::vector<float> y = music();
  const Matrix<float> power = whole_spectrogram(y, true);
  LoudestMel loudest{{}};
  SoundTuning tuning{{}};
  for (std::size_t i = 0; i < y.size(); i += 5000) {
    const auto block = std::span{y}.subspan(i, std::min<std::size_t>(5000, y.size() - i));
    loudest.push(block);
    EXPECT_TRUE(tuning.push(block));
  }
  const dsp::MelSpectrogram plan;
  Matrix<float> mel{plan.n_mels(), power.cols()};
  plan.process(power.view(), mel.view());
  EXPECT_EQ(loudest.finish(), static_cast<double>(largest_value(mel.view(), 0)));
  dsp::EstimateTuning::Scratch scratch;
  EXPECT_EQ(tuning.finish(), dsp::EstimateTuning{}.process(power.view(), scratch));
}

TEST(SoundSurvey, TuningHearsEnoughAfterItsTime) {
  SoundTuning tuning{{}};
  std::vector<float> minute(static_cast<std::size_t>(60 * 22050), 0.0F);
  for (int i = 1; i <= 5; ++i) {
    EXPECT_EQ(tuning.push(minute), i < 5);
  }
  EXPECT_EQ(tuning.finish(), 0.0);
}

}  // namespace
}  // namespace earmark::plot
