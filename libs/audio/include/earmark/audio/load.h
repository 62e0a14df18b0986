#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace earmark::audio {

struct LoadConfig {
  int sr = 22050;    ///< Hz; 0 keeps the sound's own rate
  bool mono = true;  ///< false: all channels
  double offset_s = 0;
  std::optional<double> duration_s = std::nullopt;  ///< absent: to the end
};

/// A whole sound in memory.
struct LoadedSound {
  /// [n_frames][n_channels]: sample c of frame i is samples[i * n_channels + c].
  std::vector<float> samples;
  int sample_rate = 0;                ///< Hz, of these samples
  int n_channels = 1;                 ///< 1 where mono was asked for
  std::vector<std::string> warnings;  ///< as Reader::warnings

  [[nodiscard]] std::size_t n_frames() const {
    return samples.size() / static_cast<std::size_t>(n_channels);
  }
};

/// The sound that librosa.load gives, frame by frame where several channels are kept (librosa:
/// channel by channel).
///
/// @throws DecodeError            as Reader::open, Reader::read and MonoStream
/// @throws std::invalid_argument  a negative rate, offset or duration
[[nodiscard]] LoadedSound load(const std::filesystem::path& path, const LoadConfig& config = {});

}  // namespace earmark::audio
