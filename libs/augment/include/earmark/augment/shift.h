#pragma once

#include "earmark/augment/sound.h"

namespace earmark::augment {

/// The sound as a player would hear it who begins `shift_s` later: without its first seconds. A
/// negative shift puts silence before it. Seconds are rounded to whole frames, halves to even.
/// @param shift_s  finite
/// @throws AugmentError           nothing would be left of the sound
/// @throws std::invalid_argument  shift_s is not finite; Sound::validate
[[nodiscard]] Sound shift(Sound sound, double shift_s);

}  // namespace earmark::augment
