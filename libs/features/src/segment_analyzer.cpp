#include "earmark/features/segment_analyzer.h"

#include <cmath>
#include <stdexcept>
#include <vector>

#include "earmark/base/matrix.h"
#include "earmark/dsp/chroma_stft.h"
#include "earmark/dsp/decibels.h"
#include "earmark/dsp/hpss_signals.h"
#include "earmark/dsp/mel_spectrogram.h"
#include "earmark/dsp/mfcc.h"
#include "earmark/dsp/moments.h"
#include "earmark/dsp/onset_strength.h"
#include "earmark/dsp/rms.h"
#include "earmark/dsp/spectral_shape.h"
#include "earmark/dsp/stft.h"
#include "earmark/dsp/tempo.h"
#include "earmark/dsp/zero_crossing_rate.h"
#include "earmark/features/segment_length.h"
#include "largest_magnitude.h"
#include "quietened.h"

namespace earmark::features {
namespace {

constexpr std::size_t kNChroma = 12;
constexpr std::size_t kNMels = 128;
constexpr int kMostBits = 32;

void require(bool ok, const char* message) {
  if (!ok) {
    throw std::invalid_argument(message);
  }
}

/// Appends values to a row.
class RowWriter {
 public:
  explicit RowWriter(std::span<float> row) : row_{row} {}

  void add(double value) { row_[next_++] = static_cast<float>(value); }
  void add(const dsp::Moments& moments) {
    add(moments.mean);
    add(moments.variance);
  }

 private:
  std::span<float> row_;
  std::size_t next_ = 0;
};

}  // namespace

struct SegmentAnalyzer::Plans {
  dsp::Stft stft;
  dsp::HpssSignals hpss;
  dsp::MelSpectrogram mel;
  dsp::Mfcc mfcc{{.n_mfcc = kNMfccTable}};
  dsp::ChromaStft chroma;
  dsp::SpectralShape shape;
  dsp::Rms rms;
  dsp::ZeroCrossingRate zero_crossings;
  dsp::OnsetStrength onset{{.aggregate = dsp::OnsetAggregate::kMedian}};
  dsp::Tempo tempo;
};

struct SegmentAnalyzer::Scratch::Buffers {
  dsp::Stft::Scratch stft;
  dsp::HpssSignals::Scratch hpss;
  dsp::ChromaStft::Scratch chroma_stft;
  dsp::SpectralShape::Scratch shape;
  dsp::Rms::Scratch rms;
  dsp::ZeroCrossingRate::Scratch zero_crossings;
  dsp::OnsetStrength::Scratch onset;
  dsp::Tempo::Scratch tempo;

  std::vector<float> scaled;
  Matrix<float> re;
  Matrix<float> im;
  Matrix<float> magnitude;
  Matrix<float> power;
  Matrix<float> mel;
  Matrix<float> mfcc;
  Matrix<float> chroma;
  std::vector<float> centroid;
  std::vector<float> bandwidth;
  std::vector<float> rolloff;
  std::vector<float> series;
  double tuning = 0.0;

  void fit(std::size_t n_frames) {
    if (series.size() == n_frames) {
      return;
    }
    series.clear();  // so that none fits if memory runs out below
    for (Matrix<float>* spectrum : {&re, &im, &magnitude, &power}) {
      spectrum->resize(kNBins, n_frames);
    }
    mel.resize(kNMels, n_frames);
    mfcc.resize(kNMfccTable, n_frames);
    chroma.resize(kNChroma, n_frames);
    for (std::vector<float>* values : {&centroid, &bandwidth, &rolloff, &series}) {
      values->resize(n_frames);
    }
  }
};

SegmentAnalyzer::Scratch::Scratch() : buffers_{std::make_unique<Buffers>()} {}
SegmentAnalyzer::Scratch::~Scratch() = default;
SegmentAnalyzer::Scratch::Scratch(Scratch&&) noexcept = default;
SegmentAnalyzer::Scratch& SegmentAnalyzer::Scratch::operator=(Scratch&&) noexcept = default;

double SegmentAnalyzer::Scratch::tuning() const { return buffers_->tuning; }

SegmentAnalyzer::SegmentAnalyzer(std::size_t n_samples)
    : n_samples_{n_samples}, plans_{std::make_shared<const Plans>()} {
  require_segment_samples(n_samples, "SegmentAnalyzer");
}

std::size_t SegmentAnalyzer::n_frames() const { return frames_of(n_samples_); }

void SegmentAnalyzer::analyze(std::span<const float> y, Recipes recipes, Scratch& scratch,
                              std::span<float> row, MatrixView<float> mfcc) const {
  require(y.size() == n_samples_, "analyze: y must have n_samples values");
  require(!recipes.table || row.size() == kNFeatures, "analyze: row must have 57 values");
  require(!recipes.mfcc || (mfcc.rows() == n_frames() && mfcc.cols() == kNMfccTensor),
          "analyze: mfcc must be [n_frames, 13]");
  const float peak = largest_magnitude(y);
  require(std::isfinite(peak), "analyze: y must be finite");
  auto& b = *scratch.buffers_;
  b.fit(n_frames());
  y = quietened(y, peak, kMostBits, b.scaled);
  if (recipes.table) {
    plans_->stft.process(y,
                         {.re = b.re.view(),
                          .im = b.im.view(),
                          .magnitude = b.magnitude.view(),
                          .power = b.power.view()},
                         b.stft);
  } else if (recipes.mfcc) {
    plans_->stft.process(y, {.power = b.power.view()}, b.stft);
  } else {
    return;
  }
  plans_->mel.process(b.power.view(), b.mel.view());
  dsp::power_to_db(b.mel.view(), b.mel.view());
  plans_->mfcc.process(b.mel.view(), b.mfcc.view());
  if (recipes.mfcc) {
    write_tensor(scratch, mfcc);
  }
  if (recipes.table) {
    write_row(y, scratch, row);
  }
}

void SegmentAnalyzer::write_tensor(Scratch& scratch, MatrixView<float> mfcc) {
  const auto& coefficients = scratch.buffers_->mfcc;
  for (std::size_t c = 0; c < kNMfccTensor; ++c) {
    const auto from = coefficients.row(c);
    for (std::size_t t = 0; t < from.size(); ++t) {
      mfcc(t, c) = from[t];
    }
  }
}

void SegmentAnalyzer::write_row(std::span<const float> y, Scratch& scratch,
                                std::span<float> row) const {
  const Plans& plans = *plans_;
  auto& b = *scratch.buffers_;
  const std::span<float> series = b.series;
  RowWriter out{row};

  b.tuning = plans.chroma.process(b.power.view(), b.chroma.view(), b.chroma_stft);
  out.add(dsp::moments(b.chroma.view()));

  plans.rms.process(y, series, b.rms);
  out.add(dsp::moments(series));

  plans.shape.process(b.magnitude.view(), b.centroid, b.bandwidth, b.rolloff, b.shape);
  out.add(dsp::moments(b.centroid));
  out.add(dsp::moments(b.bandwidth));
  out.add(dsp::moments(b.rolloff));

  plans.zero_crossings.process(y, series, b.zero_crossings);
  out.add(dsp::moments(series));

  const dsp::HpssMoments parts =
      plans.hpss.moments(y, b.re.view(), b.im.view(), b.magnitude.view(), b.hpss);
  out.add(parts.harmonic);
  out.add(parts.percussive);

  plans.onset.process(b.mel.view(), series, b.onset);
  out.add(plans.tempo.process_beat_track(series, b.tempo));

  for (std::size_t c = 0; c < kNMfccTable; ++c) {
    out.add(dsp::moments(b.mfcc.row(c)));
  }
}

}  // namespace earmark::features
