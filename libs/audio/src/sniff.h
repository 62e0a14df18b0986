#pragma once

#include <cstdint>
#include <string>

#include "byte_source.h"
#include "claims.h"

namespace earmark::audio {

/// A sound inside a file, without the tags around it.
struct Content {
  std::string format;      ///< as StreamInfo::format
  std::int64_t begin = 0;  ///< its first byte in the file
  std::int64_t end = 0;    ///< one past its last byte
  Claims claims;
  bool is_cut = false;  ///< an Ogg file whose last page is not the end of its stream
};

/// Tells a sound's format by its bytes, and finds the tags (ID3v1, ID3v2, APE) around it.
/// @throws DecodeError  not a sound that can be read; the message begins in mid-sentence
[[nodiscard]] Content sniff(ByteSource& source);

}  // namespace earmark::audio
