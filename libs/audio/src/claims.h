#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "byte_source.h"

namespace earmark::audio {

/// What a header says, before any decoder believes it.
struct Claims {
  std::optional<std::uint32_t> n_channels;
  std::optional<double> sample_rate;  ///< Hz
  std::optional<std::int64_t> n_frames;
  std::int64_t mpeg_begin = 0;  ///< where the MPEG audio inside a WAV begins; 0: it holds none
  /// Where the data size of a WAV stands that its writer, having no end to go back from, left at 0;
  /// 0: there is no such size.
  std::int64_t unset_size = 0;
};

/// @param format  "wav", "aiff", "au", "flac", "ogg vorbis" or "ogg opus"; others claim nothing
/// @param begin   where the sound begins in the source
/// @throws DecodeError  kind "unsupported": a compression that is not read; the message begins in
///                      mid-sentence
[[nodiscard]] Claims read_claims(ByteSource& source, std::string_view format, std::int64_t begin);

}  // namespace earmark::audio
