#pragma once

#include "earmark/augment/sound.h"

namespace earmark::augment {

inline constexpr double kMinTempo = 0.5;
inline constexpr double kMaxTempo = 2;
inline constexpr int kMaxStretchChannels = 16;         ///< SoundTouch's own limit
inline constexpr int kMaxStretchSampleRate = 192'000;  ///< Hz, SoundTouch's own limit

/// The sound played `tempo` times as fast at its own pitch, by SoundTouch (overlap-add of waveform
/// pieces, whose joins are sought within tens of milliseconds). The result has
/// round(n_frames / tempo) frames; a moment of the sound lies within 60 ms of its place. Channels
/// are cut at the same places. Tempo 1 changes nothing.
/// @param tempo  kMinTempo to kMaxTempo
/// @throws AugmentError           more channels or a higher rate than SoundTouch takes
/// @throws std::invalid_argument  tempo is out of its range; Sound::validate
[[nodiscard]] Sound time_stretch(Sound sound, double tempo);

}  // namespace earmark::augment
