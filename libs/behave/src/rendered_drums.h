#pragma once

#include "earmark/base/rng.h"
#include "rendered_tape.h"

namespace earmark::behave {

/// A bass drum: a sine whose pitch falls fourfold to `hz`, and the beater's click.
/// @param ring_s  time to fall to 1/e
/// @param click   loudness of the click, 0 to 1
[[nodiscard]] Samples kick(double hz, double ring_s, double click, Rng& rng);

/// A snare drum: the skin at 190 Hz and the wires' noise, which falls to 1/e in wires_s.
[[nodiscard]] Samples snare(double wires_s, Rng& rng);

/// Cymbals: noise above 6 kHz and tones in no whole ratio, falling to 1/e in ring_s: 0.03 is a
/// closed hi-hat, 0.2 an open one, 0.4 a ride, 1 a crash.
[[nodiscard]] Samples cymbal(double ring_s, Rng& rng);

/// Hands: four bursts of noise around 1.2 kHz, the last with a tail.
[[nodiscard]] Samples clap(Rng& rng);

/// The stick across the rim of a snare drum: a short knock.
[[nodiscard]] Samples rim(Rng& rng);

}  // namespace earmark::behave
