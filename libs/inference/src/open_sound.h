#pragma once

#include <optional>
#include <string>

#include "earmark/audio/reader.h"
#include "earmark/inference/song_analyzer.h"

namespace earmark::inference {

/// What messages call a sound.
[[nodiscard]] std::string name_of(const Sound& sound);

/// @throws DecodeError  as audio::Reader; kind "decode": too many channels; kind "too_long": its
///                      header says so, and there is sound beyond the limit
[[nodiscard]] audio::Reader open_sound(const Sound& sound, const SoundLimits& limits);

/// @throws DecodeError  kind "too_long": so much of the sound is over the limit
void require_length(double duration_s, const Sound& sound, const SoundLimits& limits);

/// As the header claims; none where it says nothing.
[[nodiscard]] std::optional<double> claimed_duration_s(const audio::StreamInfo& info);

}  // namespace earmark::inference
