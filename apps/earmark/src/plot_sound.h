#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "earmark/plot/picture.h"
#include "earmark/plot/sound_chart.h"

namespace earmark::cli {

/// The part of a sound that is drawn.
struct PlotSound {
  std::filesystem::path file;
  int sr = 22050;  ///< Hz
  double start_s = 0;
  std::optional<double> duration_s = {};
};

/// Called now and then with how much of the work is done, in [0, 1].
using OnShare = std::function<void(double share)>;

struct SoundPicture {
  plot::Picture picture;
  std::vector<std::string> warnings;  ///< sentences for a person
};

/// Draws a sound that is read block by block, once or, where a value of the whole must be known
/// before its first frame, twice; in memory that does not grow with its length. Where the channels'
/// mean cancels out, the louder one is drawn, with a warning.
/// @param kind  waveform, mel, chroma, hpss, tempogram or mfcc
/// @throws DecodeError  as audio::Reader and audio::MonoStream, or there is no sample
[[nodiscard]] SoundPicture draw_sound(const std::string& kind, const PlotSound& sound,
                                      const plot::SoundChartConfig& config,
                                      const OnShare& on_share);

}  // namespace earmark::cli
