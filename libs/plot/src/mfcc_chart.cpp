#include <algorithm>
#include <cmath>

#include "earmark/dsp/mfcc.h"
#include "earmark/plot/column_mean.h"
#include "earmark/plot/sound_chart.h"
#include "heat_picture.h"
#include "mel_stream.h"

namespace earmark::plot {
namespace {

/// What 98 of 100 values lie within, the first two rows' left out where there are others.
double usual_reach(const Matrix<float>& values) {
  std::vector<float> sizes;
  sizes.reserve(values.rows() * values.cols());
  for (std::size_t r = values.rows() > 2 ? 2 : 0; r < values.rows(); ++r) {
    for (const float value : values.row(r)) {
      sizes.push_back(std::abs(value));
    }
  }
  const auto place = sizes.begin() + static_cast<std::ptrdiff_t>(sizes.size() * 98 / 100);
  std::nth_element(sizes.begin(), place, sizes.end());
  return std::max(1.0, static_cast<double>(*place));
}

Axis coefficient_axis(std::size_t n_mfcc) {
  const auto n = static_cast<double>(n_mfcc);
  Axis axis{{ScaleKind::kLinear, 0.5, n + 0.5}, "Coefficient", "", {}};
  for (const Tick& tick : even_ticks(0.5, n + 0.5, std::min<std::size_t>(20, n_mfcc + 1))) {
    if (tick.value == std::floor(tick.value)) {
      axis.ticks.push_back(tick);
    }
  }
  return axis;
}

class MfccChart final : public SoundChart {
 public:
  MfccChart(const SoundChartConfig& config, double loudest_mel)
      : config_{config},
        plan_{{.n_mels = config.n_mels, .n_mfcc = config.n_mfcc}},
        columns_{config.n_mfcc, config.picture.width},
        mel_db_{config, loudest_mel, [this](MatrixView<const float> mel_db) {
                  mfcc_.resize(config_.n_mfcc, mel_db.cols());
                  plan_.process(mel_db, mfcc_.view());
                  columns_.add(mfcc_.view());
                }} {}

  void push(std::span<const float> y) override { mel_db_.push(y); }

  Picture finish() override {
    mel_db_.finish();
    Axis axis = coefficient_axis(config_.n_mfcc);
    Matrix<float> values = columns_.columns(area_columns(config_.picture, axis));
    const double reach = usual_reach(values);
    HeatFigure figure = figure_of_frames(config_, mel_db_.n_frames(),
                                         {ColourMap::kDiverging, -reach, reach, "MFCC (dB)"});
    figure.panels.push_back({"", std::move(values), std::move(axis)});
    return heat_picture(std::move(figure));
  }

 private:
  SoundChartConfig config_;
  dsp::Mfcc plan_;
  Matrix<float> mfcc_;
  ColumnMean columns_;
  MelDbStream mel_db_;
};

}  // namespace

std::unique_ptr<SoundChart> mfcc_chart(const SoundChartConfig& config, double loudest_mel) {
  config.validate();
  return std::make_unique<MfccChart>(config, loudest_mel);
}

}  // namespace earmark::plot
