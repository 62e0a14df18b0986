#pragma once

#include <span>

#include "earmark/augment/sound.h"

namespace earmark::augment {

/// A bell of an equaliser: `gain_db` at `hz`, less on both sides.
struct EqBand {
  double hz = 1000;    ///< centre, > 0 and under half the sample rate
  double gain_db = 0;  ///< finite
  double q = 1;        ///< centre over bandwidth, > 0
};

/// The sound through the bands one after the other, each a second-order peaking filter.
///
/// Source: R. Bristow-Johnson, "Cookbook formulae for audio EQ biquad filter coefficients",
/// peakingEQ. A band's gain at its centre is exactly gain_db.
/// @throws AugmentError           a band's centre is not under half the sound's rate
/// @throws std::invalid_argument  a band's value is out of its range; Sound::validate
[[nodiscard]] Sound equalize(Sound sound, std::span<const EqBand> bands);

}  // namespace earmark::augment
