#pragma once

#include "earmark/augment/sound.h"

namespace earmark::augment {

inline constexpr double kMaxSemitones = 12;  ///< up or down

/// The sound `semitones` higher (or lower) in as many frames: stretched by time_stretch() to
/// 2^(semitones / 12) times its length and resampled to its own. Voices shift with their formants.
/// 0 changes nothing.
/// @param semitones  -kMaxSemitones to kMaxSemitones, fractions too
/// @throws AugmentError           as time_stretch
/// @throws std::invalid_argument  semitones is out of its range; Sound::validate
[[nodiscard]] Sound pitch_shift(Sound sound, double semitones);

}  // namespace earmark::augment
