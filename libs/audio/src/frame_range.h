#pragma once

#include <cstdint>

#include "earmark/audio/mono_stream.h"
#include "earmark/audio/reader.h"

namespace earmark::audio {

/// The frames of a sound that a configuration asks for.
struct FrameRange {
  std::int64_t first = 0;
  std::int64_t n_frames = 0;  ///< the largest number where no duration was asked for
};

/// Seconds become frames as in librosa.load: int(seconds * rate).
[[nodiscard]] FrameRange frame_range(const MonoStreamConfig& config, int sample_rate);

/// Moves the reader to the first of the wanted frames, and returns all of them.
/// @throws DecodeError  kind "decode": the sound ends before them
FrameRange seek_to_start(Reader& reader, const MonoStreamConfig& config);

}  // namespace earmark::audio
