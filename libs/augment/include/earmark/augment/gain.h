#pragma once

#include "earmark/augment/sound.h"

namespace earmark::augment {

/// Every sample times 10^(gain_db / 20). Nothing is clipped: samples may go beyond full scale.
/// @param gain_db  dB, finite
/// @throws std::invalid_argument  gain_db is not finite; Sound::validate
[[nodiscard]] Sound gain(Sound sound, double gain_db);

}  // namespace earmark::augment
