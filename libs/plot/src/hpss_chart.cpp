#include <algorithm>

#include "context_blocks.h"
#include "earmark/dsp/hpss.h"
#include "earmark/plot/column_mean.h"
#include "earmark/plot/sound_chart.h"
#include "heat_picture.h"
#include "mel_stream.h"

namespace earmark::plot {
namespace {

constexpr std::size_t kContext = 15;  // frames that the median of 31 sees to either side
constexpr std::size_t kNewFrames = 192;

class HpssChart final : public SoundChart {
 public:
  explicit HpssChart(const SoundChartConfig& config)
      : config_{config},
        mel_plan_{mel_config(config)},
        harmonic_columns_{config.n_mels, config.picture.width},
        percussive_columns_{config.n_mels, config.picture.width},
        blocks_{1 + config.n_fft / 2, kContext, kNewFrames,
                [this](MatrixView<const float> block, std::size_t first, std::size_t n) {
                  take(block, first, n);
                }},
        spectra_{config, SpectraStream::Values::kMagnitude,
                 [this](MatrixView<const float> S) { blocks_.push(S); }} {}

  void push(std::span<const float> y) override { spectra_.push(y); }

  Picture finish() override {
    spectra_.finish();
    blocks_.finish();
    HeatFigure figure =
        figure_of_frames(config_, spectra_.n_frames(),
                         {ColourMap::kMagma, -kTopDb, 0, "Power under the loudest (dB)"});
    for (const auto& [name, columns] : {std::pair{"Harmonic", &harmonic_columns_},
                                        std::pair{"Percussive", &percussive_columns_}}) {
      Matrix<float> values = columns->columns(area_columns(config_.picture, mel_axis(config_)));
      to_db_under(values, static_cast<double>(loudest_));
      figure.panels.push_back({name, std::move(values), mel_axis(config_)});
    }
    return heat_picture(std::move(figure));
  }

 private:
  void take(MatrixView<const float> block, std::size_t first, std::size_t n) {
    harmonic_.resize(block.rows(), block.cols());
    percussive_.resize(block.rows(), block.cols());
    hpss_.process(block, harmonic_.view(), percussive_.view(), scratch_);
    // Copied, because a plan takes whole cache lines only.
    power_.resize(block.rows(), n);
    fill_power(block, first);
    to_mel();
    loudest_ = largest_value(mel_.view(), loudest_);
    fill_power(harmonic_.view(), first);
    to_mel();
    harmonic_columns_.add(mel_.view());
    fill_power(percussive_.view(), first);
    to_mel();
    percussive_columns_.add(mel_.view());
  }

  void fill_power(MatrixView<const float> magnitude, std::size_t first) {
    for (std::size_t r = 0; r < power_.rows(); ++r) {
      const auto row = magnitude.row(r).subspan(first, power_.cols());
      std::ranges::transform(row, power_.row(r).begin(), [](float value) { return value * value; });
    }
  }

  void to_mel() {
    mel_.resize(mel_plan_.n_mels(), power_.cols());
    mel_plan_.process(power_.view(), mel_.view());
  }

  SoundChartConfig config_;
  dsp::Hpss hpss_;
  dsp::Hpss::Scratch scratch_;
  dsp::MelSpectrogram mel_plan_;
  Matrix<float> harmonic_;
  Matrix<float> percussive_;
  Matrix<float> power_;
  Matrix<float> mel_;
  float loudest_ = 0;
  ColumnMean harmonic_columns_;
  ColumnMean percussive_columns_;
  ContextBlocks blocks_;
  SpectraStream spectra_;
};

}  // namespace

std::unique_ptr<SoundChart> hpss_chart(const SoundChartConfig& config) {
  config.validate();
  return std::make_unique<HpssChart>(config);
}

}  // namespace earmark::plot
