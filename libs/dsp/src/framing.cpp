#include "earmark/dsp/framing.h"

#include "padded.h"

namespace earmark::dsp {

void FrameConfig::validate() const {
  require(frame_length >= 1, "framing: frame_length must be >= 1");
  require(hop_length >= 1, "framing: hop_length must be >= 1");
}

std::size_t FrameConfig::n_frames(std::size_t n_samples) const {
  const std::size_t n = n_samples + (center ? 2 * (frame_length / 2) : 0);
  require(n_samples > 0 && n >= frame_length, "framing: the signal is shorter than a frame");
  return 1 + (n - frame_length) / hop_length;
}

}  // namespace earmark::dsp
