#include <algorithm>

#include "earmark/plot/column_mean.h"
#include "earmark/plot/sound_chart.h"
#include "heat_picture.h"
#include "mel_stream.h"

namespace earmark::plot {
namespace {

class MelChart final : public SoundChart {
 public:
  explicit MelChart(const SoundChartConfig& config)
      : config_{config},
        columns_{config.n_mels, config.picture.width},
        mel_{config, [this](MatrixView<const float> mel) {
               loudest_ = largest_value(mel, loudest_);
               columns_.add(mel);
             }} {}

  void push(std::span<const float> y) override { mel_.push(y); }

  Picture finish() override {
    mel_.finish();
    Axis axis = mel_axis(config_);
    Matrix<float> values = columns_.columns(area_columns(config_.picture, axis));
    to_db_under(values, static_cast<double>(loudest_));
    HeatFigure figure = figure_of_frames(
        config_, mel_.n_frames(), {ColourMap::kMagma, -kTopDb, 0, "Power under the loudest (dB)"});
    figure.panels.push_back({"", std::move(values), std::move(axis)});
    return heat_picture(std::move(figure));
  }

 private:
  SoundChartConfig config_;
  float loudest_ = 0;
  ColumnMean columns_;
  MelStream mel_;
};

}  // namespace

std::unique_ptr<SoundChart> mel_chart(const SoundChartConfig& config) {
  config.validate();
  return std::make_unique<MelChart>(config);
}

}  // namespace earmark::plot
