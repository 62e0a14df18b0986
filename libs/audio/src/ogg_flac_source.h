#pragma once

#include <cstdint>
#include <memory>

#include "byte_source.h"

namespace earmark::audio {

/// The FLAC file inside the first logical stream of an Ogg file: what its pages hold, end to end
/// (RFC 9639, 10.1). It ends at the stream's last page, or where no page follows. Reads every
/// page's head once, and keeps where each lies.
///
/// @param source      must outlive the result
/// @param begin, end  where the Ogg file lies in it
[[nodiscard]] std::unique_ptr<ByteSource> unwrap_ogg_flac(ByteSource& source, std::int64_t begin,
                                                          std::int64_t end);

}  // namespace earmark::audio
