#pragma once

#include <cstddef>

namespace earmark::dsp {

/// How a signal is cut into frames; names and defaults as librosa's.
struct FrameConfig {
  std::size_t frame_length = 2048;  ///< samples, >= 1
  std::size_t hop_length = 512;     ///< samples from frame to frame, >= 1
  bool center = true;               ///< frame t is centred on sample t hop_length

  /// @throws std::invalid_argument  a value out of its range
  void validate() const;

  /// Frames of a signal of n_samples.
  /// @throws std::invalid_argument  the signal (with its padding, if centred) is shorter than a
  /// frame
  [[nodiscard]] std::size_t n_frames(std::size_t n_samples) const;
};

}  // namespace earmark::dsp
