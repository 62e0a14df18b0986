#include <benchmark/benchmark.h>

#include <array>
#include <string>
#include <vector>

#include "earmark/base/matrix.h"
#include "earmark/dsp/chroma_stft.h"
#include "earmark/dsp/decibels.h"
#include "earmark/dsp/hpss_signals.h"
#include "earmark/dsp/istft.h"
#include "earmark/dsp/mel_spectrogram.h"
#include "earmark/dsp/mfcc.h"
#include "earmark/dsp/onset_strength.h"
#include "earmark/dsp/rms.h"
#include "earmark/dsp/spectral_shape.h"
#include "earmark/dsp/stft.h"
#include "earmark/dsp/tempo.h"
#include "earmark/dsp/zero_crossing_rate.h"
#include "earmark/features/segment_analyzer.h"
#include "golden_signals.h"

namespace earmark::features {
namespace {

constexpr int kSegmentsASong = 10;

const std::vector<float>& segment() {
  static const std::vector<float> y = test::golden_signal("song_120_bpm");
  return y;
}

/// One time a song of 30 s: ten times the work of a segment.
template <typename Work>
void time_song(benchmark::State& state, Work work) {
  for (auto _ : state) {
    for (int i = 0; i < kSegmentsASong; ++i) {
      work();
    }
  }
  state.SetLabel("30 s");
}

void analyze_song(benchmark::State& state, Recipes recipes) {
  const SegmentAnalyzer analyzer;
  SegmentAnalyzer::Scratch scratch;
  std::vector<float> row(kNFeatures);
  std::vector<float> mfcc(kNFrames * kNMfccTensor);
  time_song(state, [&] {
    analyzer.analyze(segment(), recipes, scratch, row, {mfcc.data(), kNFrames, kNMfccTensor});
    benchmark::DoNotOptimize(row.data());
  });
}

BENCHMARK_CAPTURE(analyze_song, table_and_mfcc, Recipes{})->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(analyze_song, table, Recipes{.mfcc = false})->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(analyze_song, mfcc, Recipes{.table = false})->Unit(benchmark::kMillisecond);

/// The spectra that the parts work on.
struct Spectra {
  Matrix<float> re{kNBins, kNFrames};
  Matrix<float> im{kNBins, kNFrames};
  Matrix<float> magnitude{kNBins, kNFrames};
  Matrix<float> power{kNBins, kNFrames};
  Matrix<float> mel{128, kNFrames};
  Matrix<float> mel_db{128, kNFrames};

  Spectra() {
    dsp::Stft::Scratch scratch;
    transform(dsp::Stft{}, scratch);
    dsp::MelSpectrogram{}.process(power.view(), mel.view());
    dsp::power_to_db(mel.view(), mel_db.view());
  }
  void transform(const dsp::Stft& stft, dsp::Stft::Scratch& scratch) {
    stft.process(
        segment(),
        {.re = re.view(), .im = im.view(), .magnitude = magnitude.view(), .power = power.view()},
        scratch);
  }
};

void part_stft(benchmark::State& state) {
  Spectra s;
  const dsp::Stft stft;
  dsp::Stft::Scratch scratch;
  time_song(state, [&] { s.transform(stft, scratch); });
}
BENCHMARK(part_stft)->Unit(benchmark::kMillisecond);

void part_mel_and_decibels(benchmark::State& state) {
  Spectra s;
  const dsp::MelSpectrogram mel;
  time_song(state, [&] {
    mel.process(s.power.view(), s.mel.view());
    dsp::power_to_db(s.mel.view(), s.mel_db.view());
  });
}
BENCHMARK(part_mel_and_decibels)->Unit(benchmark::kMillisecond);

void part_mfcc(benchmark::State& state) {
  Spectra s;
  const dsp::Mfcc mfcc;
  Matrix<float> out{kNMfccTable, kNFrames};
  time_song(state, [&] { mfcc.process(s.mel_db.view(), out.view()); });
}
BENCHMARK(part_mfcc)->Unit(benchmark::kMillisecond);

void part_chroma(benchmark::State& state) {
  Spectra s;
  const dsp::ChromaStft chroma;
  dsp::ChromaStft::Scratch scratch;
  Matrix<float> out{12, kNFrames};
  time_song(state,
            [&] { benchmark::DoNotOptimize(chroma.process(s.power.view(), out.view(), scratch)); });
}
BENCHMARK(part_chroma)->Unit(benchmark::kMillisecond);

void part_tuning(benchmark::State& state) {
  Spectra s;
  const dsp::EstimateTuning tuning;
  dsp::EstimateTuning::Scratch scratch;
  time_song(state, [&] { benchmark::DoNotOptimize(tuning.process(s.power.view(), scratch)); });
}
BENCHMARK(part_tuning)->Unit(benchmark::kMillisecond);

void part_spectral_shape(benchmark::State& state) {
  Spectra s;
  const dsp::SpectralShape shape;
  dsp::SpectralShape::Scratch scratch;
  std::array<std::array<float, kNFrames>, 3> out{};
  time_song(state, [&] { shape.process(s.magnitude.view(), out[0], out[1], out[2], scratch); });
}
BENCHMARK(part_spectral_shape)->Unit(benchmark::kMillisecond);

void part_rms_and_zero_crossings(benchmark::State& state) {
  const dsp::Rms rms;
  const dsp::ZeroCrossingRate zero_crossings;
  dsp::Rms::Scratch rms_scratch;
  dsp::ZeroCrossingRate::Scratch zero_scratch;
  std::array<float, kNFrames> out{};
  time_song(state, [&] {
    rms.process(segment(), out, rms_scratch);
    zero_crossings.process(segment(), out, zero_scratch);
  });
}
BENCHMARK(part_rms_and_zero_crossings)->Unit(benchmark::kMillisecond);

void part_hpss_masks(benchmark::State& state) {
  Spectra s;
  const dsp::Hpss hpss;
  dsp::Hpss::Scratch scratch;
  Matrix<float> harmonic{kNBins, kNFrames};
  Matrix<float> percussive{kNBins, kNFrames};
  time_song(state,
            [&] { hpss.masks(s.magnitude.view(), harmonic.view(), percussive.view(), scratch); });
}
BENCHMARK(part_hpss_masks)->Unit(benchmark::kMillisecond);

void part_hpss_moments(benchmark::State& state) {
  Spectra s;
  const dsp::HpssSignals hpss;
  dsp::HpssSignals::Scratch scratch;
  time_song(state, [&] {
    benchmark::DoNotOptimize(
        hpss.moments(segment(), s.re.view(), s.im.view(), s.magnitude.view(), scratch));
  });
}
BENCHMARK(part_hpss_moments)->Unit(benchmark::kMillisecond);

void part_istft(benchmark::State& state) {
  Spectra s;
  const dsp::Istft istft;
  dsp::Istft::Scratch scratch;
  std::vector<float> y(kSegmentSamples);
  time_song(state,
            [&] { istft.process(s.re.view(), s.im.view(), s.magnitude.view(), y, scratch); });
}
BENCHMARK(part_istft)->Unit(benchmark::kMillisecond);

void part_onset_and_tempo(benchmark::State& state) {
  Spectra s;
  const dsp::OnsetStrength onset{{.aggregate = dsp::OnsetAggregate::kMedian}};
  const dsp::Tempo tempo;
  dsp::OnsetStrength::Scratch onset_scratch;
  dsp::Tempo::Scratch tempo_scratch;
  std::array<float, kNFrames> envelope{};
  time_song(state, [&] {
    onset.process(s.mel_db.view(), envelope, onset_scratch);
    benchmark::DoNotOptimize(tempo.process_beat_track(envelope, tempo_scratch));
  });
}
BENCHMARK(part_onset_and_tempo)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace earmark::features

BENCHMARK_MAIN();
