#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "earmark/augment/sound.h"

namespace earmark::behave {

/// A kind of music that is made by arithmetic, and so plain that nobody takes it for another.
struct MusicKind {
  std::string name;   ///< "string quartet", "hammering guitars"; lower case, unique
  std::string genre;  ///< the genre that every listener gives it, as the default bundle names it
};

/// All kinds, always in the same order. May be called from any thread.
///
/// They were chosen and voiced until the default bundle's tagger named them rightly, so that it
/// does so says only that nothing broke since. Blues, country and reggae were tried the same way
/// and left out: it took them for rock or jazz.
[[nodiscard]] std::span<const MusicKind> music_kinds();

/// A piece of that kind: the kind fixes instruments, rhythm and harmony, the seed draws key, tempo,
/// melody and the small unevenness of players. What each kind is stands in src/rendered_kinds.h.
/// May be called from any thread.
/// @param kind        of music_kinds(); its name counts
/// @param duration_s  1 to 60
/// @return 22,050 Hz mono, peak below 1; the same samples for the same arguments on one machine;
///         another seed gives another piece
/// @throws std::invalid_argument  a kind that is not of music_kinds(), a duration out of its range
[[nodiscard]] augment::Sound render(const MusicKind& kind, double duration_s, std::uint64_t seed);

}  // namespace earmark::behave
