#pragma once

#include <cstddef>
#include <cstdint>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "earmark/augment/ranges.h"
#include "earmark/ml/tracks.h"

namespace earmark::cli {

/// Altered copies that a training learns from beside the songs themselves.
struct CopiesConfig {
  std::size_t n_copies = 0;  ///< of each song
  std::uint64_t seed = 0;
  augment::Ranges ranges;  ///< what is drawn for each copy
  std::string text;        ///< the ranges as they were given, to tell others from
};

/// A copy to be made of a song.
struct AlteredCopy {
  ml::Track track;  ///< the song's, with an id of its own, and the song's in the column copy_of
  std::uint64_t seed = 0;
};

/// The copies of the songs whose ids are `trained`; of copies that the list has already there are
/// none. Their ids say what is altered, so that other ranges or another seed make other copies.
[[nodiscard]] std::vector<AlteredCopy> altered_copies(std::span<const ml::Track> tracks,
                                                      const std::set<std::string>& trained,
                                                      const CopiesConfig& config);

/// A copy as a WAV file's content. @throws DecodeError, AugmentError, Interrupted
[[nodiscard]] std::vector<std::byte> altered_sound(const AlteredCopy& copy,
                                                   const augment::Ranges& ranges);

}  // namespace earmark::cli
