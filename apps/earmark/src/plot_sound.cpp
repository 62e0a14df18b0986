#include "plot_sound.h"

#include <algorithm>

#include "earmark/audio/mono_stream.h"
#include "earmark/base/errors.h"
#include "earmark/command_line/interrupt.h"
#include "earmark/plot/sound_survey.h"

namespace earmark::cli {
namespace {

using plot::SoundChart;
using plot::SoundChartConfig;

/// Takes the next samples; says whether more are of use.
using OnBlock = std::function<bool(std::span<const float> y)>;

/// Reads a sound from its start, as often as a picture needs it.
class SoundReader {
 public:
  SoundReader(const PlotSound& sound, audio::DownMix down_mix, OnShare on_share)
      : sound_{sound}, down_mix_{down_mix}, on_share_{std::move(on_share)} {}

  /// @param from, to  shares of the work that this reading is
  void read(double from, double to, const OnBlock& on_block) {
    audio::MonoStream stream{audio::Reader::open(sound_.file),
                             {.sr = sound_.sr,
                              .down_mix = down_mix_,
                              .offset_s = sound_.start_s,
                              .duration_s = sound_.duration_s}};
    const double expected_s = expected(stream.info());
    constexpr std::size_t kBlock = 16384;
    std::vector<float> block(kBlock);
    std::size_t n_samples = 0;
    bool wants_more = true;
    while (wants_more) {
      throw_if_interrupted();
      const std::size_t n = stream.read(block);
      if (n == 0) {
        break;
      }
      n_samples += n;
      wants_more = on_block(std::span{block}.first(n));
      const double read_s = static_cast<double>(n_samples) / sound_.sr;
      on_share_(from + (to - from) * std::min(1.0, read_s / std::max(expected_s, read_s)));
    }
    if (n_samples == 0) {
      throw DecodeError{sound_.file.string() + ": there is no sound to draw"};
    }
    channels_cancel_ = stream.channels_cancel();
    warnings_ = stream.warnings();
  }

  /// Of the last reading, which went to the end.
  [[nodiscard]] bool channels_cancel() const { return channels_cancel_; }
  [[nodiscard]] const std::vector<std::string>& warnings() const { return warnings_; }

 private:
  [[nodiscard]] double expected(const audio::StreamInfo& info) const {
    const double whole_s =
        info.n_frames ? static_cast<double>(*info.n_frames) / info.sample_rate : 0;
    const double left_s = std::max(0.0, whole_s - sound_.start_s);
    return sound_.duration_s ? std::min(*sound_.duration_s, left_s) : left_s;
  }

  const PlotSound& sound_;
  audio::DownMix down_mix_;
  OnShare on_share_;
  bool channels_cancel_ = false;
  std::vector<std::string> warnings_;
};

/// The share of the work that a reading ahead of the drawing is.
constexpr double kSurvey = 0.4;

double loudest_mel(SoundReader& reader, const SoundChartConfig& config) {
  plot::LoudestMel survey{config};
  reader.read(0, kSurvey, [&](std::span<const float> y) {
    survey.push(y);
    return true;
  });
  return survey.finish();
}

double tuning(SoundReader& reader, const SoundChartConfig& config) {
  plot::SoundTuning survey{config};
  reader.read(0, kSurvey, [&](std::span<const float> y) { return survey.push(y); });
  return survey.finish();
}

std::unique_ptr<SoundChart> chart_of(const std::string& kind, SoundReader& reader,
                                     const SoundChartConfig& config) {
  if (kind == "waveform") {
    return plot::waveform_chart(config);
  }
  if (kind == "mel") {
    return plot::mel_chart(config);
  }
  if (kind == "hpss") {
    return plot::hpss_chart(config);
  }
  if (kind == "chroma") {
    return plot::chroma_chart(config, tuning(reader, config));
  }
  return kind == "mfcc" ? plot::mfcc_chart(config, loudest_mel(reader, config))
                        : plot::tempogram_chart(config, loudest_mel(reader, config));
}

}  // namespace

SoundPicture draw_sound(const std::string& kind, const PlotSound& sound,
                        const SoundChartConfig& config, const OnShare& on_share) {
  for (const auto down_mix : {audio::DownMix::mean, audio::DownMix::loudest}) {
    SoundReader reader{sound, down_mix, on_share};
    const auto chart = chart_of(kind, reader, config);
    const bool surveyed = kind == "chroma" || kind == "mfcc" || kind == "tempogram";
    reader.read(surveyed ? kSurvey : 0, 1, [&](std::span<const float> y) {
      chart->push(y);
      return true;
    });
    if (reader.channels_cancel()) {
      continue;
    }
    std::vector<std::string> warnings = reader.warnings();
    if (down_mix == audio::DownMix::loudest) {
      warnings.emplace_back("the channels cancel each other out: the louder one is drawn");
    }
    return {chart->finish(), std::move(warnings)};
  }
  throw std::logic_error("draw_sound: one channel cannot cancel itself out");
}

}  // namespace earmark::cli
