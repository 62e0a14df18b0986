#pragma once

#include <cstdint>

#include "byte_source.h"

namespace earmark::audio {

/// Whether an Ogg page that is whole, with the right checksum, begins at `begin`.
[[nodiscard]] bool has_whole_ogg_page(ByteSource& source, std::int64_t begin);

/// Whether the last page before `end` is cut, or is not the end of its stream.
[[nodiscard]] bool is_cut_ogg(ByteSource& source, std::int64_t end);

}  // namespace earmark::audio
