#pragma once

#include "earmark/augment/sound.h"
#include "earmark/base/rng.h"

namespace earmark::augment {

struct ReverberationConfig {
  double decay_s = 0.5;  ///< until 60 dB below its beginning (RT60), 0.05 to 10
  double direct_to_reverb_db =
      3;  ///< energy of the direct sound over that of the room's, -20 to 60

  /// @throws std::invalid_argument  a value is out of its range
  void validate() const;
};

/// The sound in a room: itself, and its convolution with white noise (drawn for each channel) that
/// decays by 60 dB in decay_s and is cut there. The result is as long as the sound: what would ring
/// on after its end is left out. It is louder by about 10 log10(1 + 10^(-direct_to_reverb_db /
/// 10)).
///
/// Source of the model: J. A. Moorer, "About this reverberation business", 1979 (exponentially
/// decaying noise). The convolution is by FFT, overlap-add.
/// @throws std::invalid_argument  ReverberationConfig::validate, Sound::validate
[[nodiscard]] Sound reverberate(const Sound& sound, const ReverberationConfig& config, Rng& rng);

}  // namespace earmark::augment
