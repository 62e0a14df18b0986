#pragma once

#include "earmark/base/rng.h"
#include "rendered_tape.h"

namespace earmark::behave {

// Each plays one piece of its kind, of duration_s (1 to 60) and about full scale, with all that is
// left open drawn from rng. Draws are in statements of their own: the order in which a call's
// arguments are evaluated is the compiler's.

/// Four bowed strings in a hall at 60 to 76 beats a minute: a chorale over I vi IV V I IV ii V, in
/// major or minor, two beats a chord, its tune in the first violin.
[[nodiscard]] Samples string_quartet(double duration_s, Rng& rng);

/// A piano alone in a hall at 56 to 68 beats a minute: broken chords in triplets below a slow tune,
/// over the same chords, a bar each.
[[nodiscard]] Samples piano_nocturne(double duration_s, Rng& rng);

/// Two guitars through overdriven amplifiers at 170 to 195 beats a minute: power chords from D to
/// F, palm-muted and galloping in one bar of four and hammered in sixteenths in three, with
/// the minor second and the tritone; double bass drum, cymbals on each beat, growled voice.
[[nodiscard]] Samples hammering_guitars(double duration_s, Rng& rng);

/// Two overdriven guitars, bass in eighths and drums at 116 to 138 beats a minute: major chords on
/// I IV V bVII that ring, snare on two and four.
[[nodiscard]] Samples rock_band(double duration_s, Rng& rng);

/// 116 to 124 beats a minute: bass drum on each beat, open hi-hat between them, claps on two and
/// four, bass in octaves, chopped guitar, string section; i iv VI VII V in minor, mostly two bars
/// each.
[[nodiscard]] Samples four_on_the_floor(double duration_s, Rng& rng);

/// 86 to 94 beats a minute: a loud dry break with the bass drum off the beat, deep bass that
/// follows it, two chords of electric piano a bar, and a voice that raps syllables in sixteenths.
[[nodiscard]] Samples boom_bap(double duration_s, Rng& rng);

/// 130 to 170 beats a minute, swung: ride cymbal, walking bass, piano that comps the sevenths of
/// ii V I VI, and a saxophone that improvises eighths.
[[nodiscard]] Samples swing_quartet(double duration_s, Rng& rng);

}  // namespace earmark::behave
