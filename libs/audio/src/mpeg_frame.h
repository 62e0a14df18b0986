#pragma once

#include <cstddef>

#include "probe.h"

namespace earmark::audio {

/// Whether MPEG audio begins at byte `at`: a frame header, and where that frame ends another of
/// the same kind; at byte 0 the look may also end before that. Free-format frames, whose length the
/// header does not say, are not recognised.
[[nodiscard]] bool is_mpeg_audio(const Probe& probe, std::size_t at);

}  // namespace earmark::audio
