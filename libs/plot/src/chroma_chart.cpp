#include <algorithm>
#include <array>

#include "earmark/dsp/chroma_stft.h"
#include "earmark/plot/column_mean.h"
#include "earmark/plot/sound_chart.h"
#include "heat_picture.h"
#include "spectra_stream.h"

namespace earmark::plot {
namespace {

constexpr std::size_t kNChroma = 12;

dsp::ChromaStftConfig chroma_config(const SoundChartConfig& config, double tuning) {
  dsp::ChromaStftConfig chroma;
  chroma.filter_bank.sr = config.sr;
  chroma.filter_bank.n_fft = config.n_fft;
  chroma.tuning = tuning;
  return chroma;
}

Axis chroma_axis() {
  constexpr std::array kNames{"C",       "C\u266f", "D",       "D\u266f", "E",       "F",
                              "F\u266f", "G",       "G\u266f", "A",       "A\u266f", "B"};
  Axis axis{{ScaleKind::kLinear, -0.5, kNChroma - 0.5}, "Pitch class", "", {}};
  for (const char* name : kNames) {
    axis.ticks.push_back({static_cast<double>(axis.ticks.size()), name});
  }
  return axis;
}

class ChromaChart final : public SoundChart {
 public:
  ChromaChart(const SoundChartConfig& config, double tuning)
      : config_{config},
        plan_{chroma_config(config, tuning)},
        columns_{kNChroma, config.picture.width},
        spectra_{config, SpectraStream::Values::kPower, [this](MatrixView<const float> S) {
                   chroma_.resize(kNChroma, S.cols());
                   plan_.process(S, chroma_.view(), scratch_);
                   columns_.add(chroma_.view());
                 }} {}

  void push(std::span<const float> y) override { spectra_.push(y); }

  Picture finish() override {
    spectra_.finish();
    HeatFigure figure = figure_of_frames(
        config_, spectra_.n_frames(), {ColourMap::kMagma, 0, 1, "Energy (share of the strongest)"});
    Axis axis = chroma_axis();
    Matrix<float> values = columns_.columns(area_columns(config_.picture, axis));
    figure.panels.push_back({"", std::move(values), std::move(axis)});
    return heat_picture(std::move(figure));
  }

 private:
  SoundChartConfig config_;
  dsp::ChromaStft plan_;
  dsp::ChromaStft::Scratch scratch_;
  Matrix<float> chroma_;
  ColumnMean columns_;
  SpectraStream spectra_;
};

}  // namespace

std::unique_ptr<SoundChart> chroma_chart(const SoundChartConfig& config, double tuning) {
  config.validate();
  return std::make_unique<ChromaChart>(config, tuning);
}

}  // namespace earmark::plot
