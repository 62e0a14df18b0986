#include <benchmark/benchmark.h>

#include <span>
#include <vector>

#include "earmark/dsp/chroma_stft.h"
#include "earmark/dsp/decibels.h"
#include "earmark/dsp/mel_spectrogram.h"
#include "earmark/dsp/mfcc.h"
#include "earmark/dsp/onset_strength.h"
#include "earmark/dsp/rms.h"
#include "earmark/dsp/spectral_shape.h"
#include "earmark/dsp/tempo.h"
#include "earmark/dsp/zero_crossing_rate.h"
#include "synthetic.h"

// Each benchmark does the work of one segment of 3 s: 66 150 samples, 1025 bins of 130 frames.
namespace earmark::dsp {
namespace {

const Matrix<float>& magnitude() {
  static const Matrix<float> S = test::music_like_spectrogram();
  return S;
}

const Matrix<float>& power() {
  static const Matrix<float> P = test::squared(magnitude());
  return P;
}

Matrix<float> mel_db() {
  Matrix<float> mel(128, test::kFrames);
  MelSpectrogram{}.process(power().view(), mel.view());
  power_to_db(mel.view(), mel.view());
  return mel;
}

void BM_MelSpectrogram(benchmark::State& state) {
  const MelSpectrogram plan;
  Matrix<float> mel(128, test::kFrames);
  while (state.KeepRunning()) {
    plan.process(power().view(), mel.view());
    benchmark::DoNotOptimize(mel.view().data());
  }
}
BENCHMARK(BM_MelSpectrogram);

void BM_PowerToDb(benchmark::State& state) {
  const Matrix<float> mel = mel_db();
  Matrix<float> db(128, test::kFrames);
  while (state.KeepRunning()) {
    power_to_db(mel.view(), db.view());
    benchmark::DoNotOptimize(db.view().data());
  }
}
BENCHMARK(BM_PowerToDb);

void BM_Mfcc(benchmark::State& state) {
  const Mfcc plan;
  const Matrix<float> db = mel_db();
  Matrix<float> mfcc(20, test::kFrames);
  while (state.KeepRunning()) {
    plan.process(db.view(), mfcc.view());
    benchmark::DoNotOptimize(mfcc.view().data());
  }
}
BENCHMARK(BM_Mfcc);

void BM_EstimateTuning(benchmark::State& state) {
  const EstimateTuning plan;
  EstimateTuning::Scratch scratch;
  while (state.KeepRunning()) {
    benchmark::DoNotOptimize(plan.process(power().view(), scratch));
  }
}
BENCHMARK(BM_EstimateTuning);

void BM_ChromaStft(benchmark::State& state) {
  const ChromaStft plan;
  ChromaStft::Scratch scratch;
  Matrix<float> chroma(12, test::kFrames);
  while (state.KeepRunning()) {
    benchmark::DoNotOptimize(plan.process(power().view(), chroma.view(), scratch));
  }
}
BENCHMARK(BM_ChromaStft);

void BM_SpectralShape(benchmark::State& state) {
  const SpectralShape plan;
  SpectralShape::Scratch scratch;
  std::vector<float> centroid(test::kFrames);
  std::vector<float> bandwidth(test::kFrames);
  std::vector<float> rolloff(test::kFrames);
  while (state.KeepRunning()) {
    plan.process(magnitude().view(), centroid, bandwidth, rolloff, scratch);
    benchmark::DoNotOptimize(rolloff.data());
  }
}
BENCHMARK(BM_SpectralShape);

void BM_Rms(benchmark::State& state) {
  const Rms plan;
  Rms::Scratch scratch;
  const auto y = test::signal();
  std::vector<float> rms(test::kFrames);
  while (state.KeepRunning()) {
    plan.process(y, rms, scratch);
    benchmark::DoNotOptimize(rms.data());
  }
}
BENCHMARK(BM_Rms);

void BM_ZeroCrossingRate(benchmark::State& state) {
  const ZeroCrossingRate plan;
  ZeroCrossingRate::Scratch scratch;
  const auto y = test::signal();
  std::vector<float> rate(test::kFrames);
  while (state.KeepRunning()) {
    plan.process(y, rate, scratch);
    benchmark::DoNotOptimize(rate.data());
  }
}
BENCHMARK(BM_ZeroCrossingRate);

void BM_OnsetStrengthMedian(benchmark::State& state) {
  const OnsetStrength plan{{.aggregate = OnsetAggregate::kMedian}};
  OnsetStrength::Scratch scratch;
  const Matrix<float> db = mel_db();
  std::vector<float> envelope(test::kFrames);
  while (state.KeepRunning()) {
    plan.process(db.view(), envelope, scratch);
    benchmark::DoNotOptimize(envelope.data());
  }
}
BENCHMARK(BM_OnsetStrengthMedian);

void BM_Tempo(benchmark::State& state) {
  const Tempo plan;
  Tempo::Scratch scratch;
  OnsetStrength::Scratch onset_scratch;
  std::vector<float> envelope(test::kFrames);
  OnsetStrength{}.process(mel_db().view(), envelope, onset_scratch);
  while (state.KeepRunning()) {
    benchmark::DoNotOptimize(plan.process_beat_track(envelope, scratch));
  }
}
BENCHMARK(BM_Tempo);

}  // namespace
}  // namespace earmark::dsp
