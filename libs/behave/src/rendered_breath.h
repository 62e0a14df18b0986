#pragma once

#include "earmark/base/rng.h"
#include "rendered_tape.h"

namespace earmark::behave {

/// A saxophone or the like: harmonics that come in as it swells, a scoop up to the note, late
/// vibrato, and breath. Peak about 1.
[[nodiscard]] Samples blown(double hz, double duration_s, Rng& rng);

/// A syllable without words: the folds' harmonics through the formants of one vowel that glides to
/// another, begun by a hissed consonant. Peak about 1.
///
/// Source of the formants: G. Peterson and H. Barney, "Control methods used in a study of the
/// vowels", 1952 (men).
/// @param roughness  0 speaks, 1 growls
/// @param consonant  loudness of the consonant, 0 to 1
[[nodiscard]] Samples syllable(double hz, double duration_s, double roughness, double consonant,
                               Rng& rng);

}  // namespace earmark::behave
