#pragma once

#include <filesystem>
#include <optional>
#include <vector>

namespace earmark::audio {

struct LoadConfig {
  int sr = 22050;    ///< Hz; 0 keeps the sound's own rate
  bool mono = true;  ///< false: all channels, interleaved
  double offset_s = 0;
  std::optional<double> duration_s = std::nullopt;  ///< absent: to the end
};

/// A whole sound in memory, as librosa.load gives it (channels, where kept, interleaved).
///
/// @throws DecodeError            as Reader::open, Reader::read and MonoStream
/// @throws std::invalid_argument  a negative rate, offset or duration
[[nodiscard]] std::vector<float> load(const std::filesystem::path& path,
                                      const LoadConfig& config = {});

}  // namespace earmark::audio
