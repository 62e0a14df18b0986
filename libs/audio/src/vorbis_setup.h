#pragma once

#include <cstdint>

#include "source_window.h"

namespace earmark::audio {

/// Reads the codebooks of the first Vorbis stream in the window before libvorbis does: it divides
/// by a codebook's number of dimensions, which a damaged header may say to be zero, and makes room
/// for as many entries as it promises.
///
/// @throws DecodeError  it has no such header, or a senseless one; the message begins in
///                      mid-sentence
void require_sane_codebooks(SourceWindow& window);

/// Where the first stream ends in a chain of streams (RFC 3533, 4); the window's size where there
/// is no chain.
[[nodiscard]] std::int64_t end_of_first_link(SourceWindow& window);

}  // namespace earmark::audio
