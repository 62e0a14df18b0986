#pragma once

#include "source_window.h"

namespace earmark::audio {

/// Reads the codebooks of every Vorbis stream in the window before libvorbis does: it divides by a
/// codebook's number of dimensions, which a damaged header may say to be zero, and makes room for
/// as many entries as it promises.
///
/// @throws DecodeError  a stream has no such header, or a senseless one; the message begins in
///                      mid-sentence
void require_sane_codebooks(SourceWindow& window);

}  // namespace earmark::audio
