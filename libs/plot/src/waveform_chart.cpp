#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "axes.h"
#include "earmark/plot/sample_envelope.h"
#include "earmark/plot/sound_chart.h"
#include "require.h"

namespace earmark::plot {
namespace {

struct Waveform {
  PictureOptions options;
  Panel panel;
  double sr = 0;
  double start_s = 0;
  SampleEnvelope envelope;
};

/// A line from sample to sample, where each has a pixel or more.
void draw_samples(Canvas& canvas, const Palette& palette, const Waveform& wave) {
  std::vector<Point> line;
  line.reserve(wave.envelope.n_samples());
  for (const SampleRange& sample : wave.envelope.columns()) {
    const double time_s = wave.start_s + static_cast<double>(line.size()) / wave.sr;
    line.push_back(
        {x_pixel(wave.panel, time_s), y_pixel(wave.panel, static_cast<double>(sample.high))});
  }
  canvas.stroke(line, {palette.accent, 1.5});
}

/// The area between two curves over the columns, at least a pixel high.
template <typename Low, typename High>
void fill_between(Canvas& canvas, const Waveform& wave, Colour colour, Low low, High high) {
  const auto columns = wave.envelope.columns();
  const auto column_s = static_cast<double>(wave.envelope.samples_a_column()) / wave.sr;
  std::vector<Point> outline(2 * columns.size());
  for (std::size_t c = 0; c < columns.size(); ++c) {
    const double x = x_pixel(wave.panel, wave.start_s + (static_cast<double>(c) + 0.5) * column_s);
    const double top = y_pixel(wave.panel, high(columns[c]));
    outline[c] = {x, top - 0.5};
    outline[outline.size() - 1 - c] = {x,
                                       std::max(top, y_pixel(wave.panel, low(columns[c]))) + 0.5};
  }
  canvas.fill(outline, colour);
}

void draw(Canvas& canvas, const Waveform& wave) {
  const Palette& palette = palette_of(wave.options.theme);
  const Rect& area = wave.panel.area;
  draw_background(canvas, wave.options, area.left);
  canvas.fill(area, palette.area);
  draw_grid(canvas, palette, wave.panel);
  {
    const auto clip = canvas.clipped(area);
    if (wave.envelope.samples_a_column() == 1) {
      draw_samples(canvas, palette, wave);
    } else {
      const auto rms = [&](const SampleRange& column) {
        return std::sqrt(column.sum_of_squares /
                         static_cast<double>(wave.envelope.samples_a_column()));
      };
      fill_between(
          canvas, wave, palette.faint_accent,
          [](const SampleRange& column) { return static_cast<double>(column.low); },
          [](const SampleRange& column) { return static_cast<double>(column.high); });
      fill_between(
          canvas, wave, palette.accent, [&](const SampleRange& column) { return -rms(column); },
          rms);
    }
  }
  draw_axes(canvas, palette, wave.panel);
  if (wave.envelope.samples_a_column() > 1) {
    canvas.text({area.right(), area.top - 8}, "outer: least to largest sample, inner: \u00b1RMS",
                {12, palette.faint_text}, {Align::kEnd, Align::kEnd});
  }
}

class WaveformChart final : public SoundChart {
 public:
  explicit WaveformChart(const SoundChartConfig& config)
      : config_{config}, envelope_{config.picture.width} {
    config_.validate();
  }

  void push(std::span<const float> y) override { envelope_.add(y); }

  Picture finish() override {
    require(envelope_.n_samples() > 0, "sound_chart: there must be a sample");
    double most = 0;
    for (const SampleRange& column : envelope_.columns()) {
      most = std::max({most, std::abs(static_cast<double>(column.low)),
                       std::abs(static_cast<double>(column.high))});
    }
    // Silence is drawn at full scale.
    const double reach = most > 0 ? 1.05 * most : 1;
    const PictureOptions& options = config_.picture;
    const double top = options.title.empty() ? kPanelNameRoom : kTitleRoom + kMargin / 2;
    const double height = static_cast<double>(options.height) - top - kTimeAxisRoom;
    Axis y{{ScaleKind::kLinear, -reach, reach},
           "Amplitude (1 is full scale)",
           "",
           even_ticks(-reach, reach, static_cast<std::size_t>(std::max(3.0, height / 45)))};
    const double left = left_room(y);
    const double width = static_cast<double>(options.width) - left - kRightRoom;
    const double end_s = config_.start_s + static_cast<double>(envelope_.n_samples()) / config_.sr;
    Waveform wave{
        options,
        {{left, top, width, height}, time_axis(config_.start_s, end_s, width), std::move(y), ""},
        config_.sr,
        config_.start_s,
        envelope_};
    std::vector places{place_of(wave.panel)};
    return {options, [wave = std::move(wave)](Canvas& canvas) { draw(canvas, wave); },
            std::move(places)};
  }

 private:
  SoundChartConfig config_;
  SampleEnvelope envelope_;
};

}  // namespace

std::unique_ptr<SoundChart> waveform_chart(const SoundChartConfig& config) {
  return std::make_unique<WaveformChart>(config);
}

}  // namespace earmark::plot
