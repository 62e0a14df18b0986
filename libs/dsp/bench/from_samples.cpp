#include <benchmark/benchmark.h>
#include <fftw3.h>

#include <algorithm>
#include <memory>
#include <vector>

#include "earmark/base/matrix.h"
#include "earmark/dsp/chroma_stft.h"
#include "earmark/dsp/decibels.h"
#include "earmark/dsp/hpss_signals.h"
#include "earmark/dsp/mel_spectrogram.h"
#include "earmark/dsp/mfcc.h"
#include "earmark/dsp/stft.h"
#include "sound.h"

// Each benchmark does the work of all segments of the sound once, as compare.py's peers do.
namespace earmark::dsp::bench {
namespace {

constexpr std::size_t kFrames = 130;
constexpr std::size_t kBins = 1025;

std::vector<Matrix<float>> power_of_segments() {
  const Stft stft;
  Stft::Scratch scratch;
  std::vector<Matrix<float>> all;
  for (const auto y : segments()) {
    all.emplace_back(kBins, kFrames);
    stft.process(y, {.power = all.back().view()}, scratch);
  }
  return all;
}

void stft_complex(benchmark::State& state) {
  const Stft stft;
  Stft::Scratch scratch;
  Matrix<float> re(kBins, kFrames);
  Matrix<float> im(kBins, kFrames);
  while (state.KeepRunning()) {
    for (const auto y : segments()) {
      stft.process(y, {.re = re.view(), .im = im.view()}, scratch);
    }
    benchmark::ClobberMemory();
  }
}
BENCHMARK(stft_complex)->Unit(benchmark::kMillisecond);

// The same by FFTW: windowed copies of the frames, then all of them by one measured plan.
void stft_complex_fftw(benchmark::State& state) {
  constexpr int kFft = 2048;
  constexpr std::size_t kHop = 512;
  const auto window = get_window("hann", kFft);
  const std::vector<float> w{window.begin(), window.end()};
  const std::unique_ptr<float, decltype(&fftwf_free)> frames{fftwf_alloc_real(kFft * kFrames),
                                                             fftwf_free};
  const std::unique_ptr<fftwf_complex, decltype(&fftwf_free)> spectra{
      fftwf_alloc_complex(kBins * kFrames), fftwf_free};
  auto* const plan = fftwf_plan_many_dft_r2c(1, &kFft, kFrames, frames.get(), nullptr, 1, kFft,
                                             spectra.get(), nullptr, 1, kBins, FFTW_MEASURE);
  std::vector<float> padded(kSegmentSamples + kFft);
  while (state.KeepRunning()) {
    for (const auto y : segments()) {
      std::copy(y.begin(), y.end(), padded.begin() + kFft / 2);
      for (std::size_t t = 0; t < kFrames; ++t) {
        for (std::size_t i = 0; i < kFft; ++i) {
          frames.get()[t * kFft + i] = w[i] * padded[t * kHop + i];
        }
      }
      fftwf_execute(plan);
    }
    benchmark::ClobberMemory();
  }
  fftwf_destroy_plan(plan);
}
BENCHMARK(stft_complex_fftw)->Unit(benchmark::kMillisecond);

void hpss_signals(benchmark::State& state) {
  const HpssSignals hpss;
  HpssSignals::Scratch scratch;
  std::vector<float> harmonic(kSegmentSamples);
  std::vector<float> percussive(kSegmentSamples);
  while (state.KeepRunning()) {
    for (const auto y : segments()) {
      hpss.process(y, harmonic, percussive, scratch);
    }
    benchmark::ClobberMemory();
  }
}
BENCHMARK(hpss_signals)->Unit(benchmark::kMillisecond);

// Work on each segment's power spectrogram, from samples or with the spectrogram given.
template <typename Work>
void for_each_power(benchmark::State& state, bool from_samples, Work work) {
  const Stft stft;
  Stft::Scratch scratch;
  auto powers = power_of_segments();
  while (state.KeepRunning()) {
    std::size_t i = 0;
    for (const auto y : segments()) {
      auto& power = powers[from_samples ? 0 : i++];
      if (from_samples) {
        stft.process(y, {.power = power.view()}, scratch);
      }
      work(power);
    }
    benchmark::ClobberMemory();
  }
}

void mel(benchmark::State& state, bool from_samples) {
  const MelSpectrogram plan;
  Matrix<float> out(128, kFrames);
  for_each_power(state, from_samples,
                 [&](const Matrix<float>& power) { plan.process(power.view(), out.view()); });
}
BENCHMARK_CAPTURE(mel, given_power, false)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(mel, from_samples, true)->Unit(benchmark::kMillisecond);

void mfcc(benchmark::State& state, bool from_samples) {
  const MelSpectrogram mel_plan;
  const Mfcc plan;
  Matrix<float> mel_out(128, kFrames);
  Matrix<float> db(128, kFrames);
  Matrix<float> out(20, kFrames);
  for_each_power(state, from_samples, [&](const Matrix<float>& power) {
    mel_plan.process(power.view(), mel_out.view());
    power_to_db(mel_out.view(), db.view());
    plan.process(db.view(), out.view());
  });
}
BENCHMARK_CAPTURE(mfcc, given_power, false)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(mfcc, from_samples, true)->Unit(benchmark::kMillisecond);

void chroma(benchmark::State& state, bool from_samples) {
  const ChromaStft plan;
  ChromaStft::Scratch scratch;
  Matrix<float> out(12, kFrames);
  for_each_power(state, from_samples, [&](const Matrix<float>& power) {
    plan.process(power.view(), out.view(), scratch);
  });
}
BENCHMARK_CAPTURE(chroma, given_power, false)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(chroma, from_samples, true)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace earmark::dsp::bench
