#include <algorithm>
#include <cmath>

#include "context_blocks.h"
#include "earmark/dsp/tempogram.h"
#include "earmark/plot/column_mean.h"
#include "earmark/plot/sound_chart.h"
#include "heat_picture.h"
#include "mel_stream.h"
#include "onset_stream.h"

namespace earmark::plot {
namespace {

constexpr std::size_t kWinLength = 384;
constexpr std::size_t kNewFrames = 1024;
// The tempi that librosa.display shows.
constexpr double kLowBpm = 16;
constexpr double kHighBpm = 480;

/// The tempo whose beats lie one frame apart.
double bpm_of_one_frame(const SoundChartConfig& config) {
  return 60 * config.sr / static_cast<double>(config.hop_length);
}

Axis tempo_axis(const SoundChartConfig& config) {
  // Between the longest lag that there is and two frames.
  const double slowest = bpm_of_one_frame(config) / (kWinLength - 1);
  const double fastest = bpm_of_one_frame(config) / 2;
  const double low = std::clamp(kLowBpm, slowest, fastest / 2);
  const Scale scale{ScaleKind::kLog2, low, std::clamp(kHighBpm, 2 * low, fastest)};
  return {scale, "Tempo (BPM)", "BPM", octave_ticks(1, scale.low(), scale.high(), 8)};
}

class TempogramChart final : public SoundChart {
 public:
  TempogramChart(const SoundChartConfig& config, double loudest_mel)
      : config_{config},
        columns_{kWinLength, config.picture.width},
        blocks_{1, kWinLength, kNewFrames,
                [this](MatrixView<const float> envelope, std::size_t first, std::size_t n) {
                  take(envelope, first, n);
                }},
        onset_{config, loudest_mel, [this](std::span<const float> envelope) {
                 blocks_.push({envelope.data(), 1, envelope.size()});
               }} {}

  void push(std::span<const float> y) override { onset_.push(y); }

  Picture finish() override {
    onset_.finish();
    blocks_.finish();
    HeatFigure figure = figure_of_frames(config_, onset_.n_frames(),
                                         {ColourMap::kMagma, 0, 1, "Autocorrelation of onsets"});
    Axis axis = tempo_axis(config_);
    const auto row_at = [scale = axis.scale, bpm = bpm_of_one_frame(config_)](double place) {
      const double lag = bpm / scale.value(place);
      return std::min(kWinLength - 1, static_cast<std::size_t>(std::lround(lag)));
    };
    Matrix<float> values = columns_.columns(area_columns(config_.picture, axis));
    figure.panels.push_back({"", std::move(values), std::move(axis), row_at});
    return heat_picture(std::move(figure));
  }

 private:
  void take(MatrixView<const float> envelope, std::size_t first, std::size_t n) {
    tempogram_.resize(kWinLength, envelope.cols());
    plan_.process(envelope.row(0), tempogram_.view(), scratch_);
    columns_.add({tempogram_.view().data() + first, kWinLength, n, tempogram_.stride()});
  }

  SoundChartConfig config_;
  dsp::Tempogram plan_{{.win_length = kWinLength}};
  dsp::Tempogram::Scratch scratch_;
  Matrix<float> tempogram_;
  ColumnMean columns_;
  ContextBlocks blocks_;
  OnsetStream onset_;
};

}  // namespace

std::unique_ptr<SoundChart> tempogram_chart(const SoundChartConfig& config, double loudest_mel) {
  config.validate();
  return std::make_unique<TempogramChart>(config, loudest_mel);
}

}  // namespace earmark::plot
