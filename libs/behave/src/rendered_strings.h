#pragma once

#include <span>

#include "earmark/base/rng.h"
#include "rendered_tape.h"

namespace earmark::behave {

/// What a plucked string is made of, and by what it is plucked.
struct StringConfig {
  double ring_s = 2;        ///< until it is 60 dB down, > 0
  double damping = 0.3;     ///< loss of high partials in each period: 0 steel, 0.5 gut
  double finger_hz = 5000;  ///< the pluck is duller above it
};

/// A plucked string: noise in a loop of one period that averages its neighbours, in tune by linear
/// interpolation. Peak 1.
///
/// Source: K. Karplus and A. Strong, "Digital synthesis of plucked-string and drum timbres", 1983.
/// @param hz  20 to 4000
[[nodiscard]] Samples plucked(double hz, double duration_s, const StringConfig& config, Rng& rng);

/// The strings of an electric guitar, one after the other within some milliseconds. Peak 1.
/// @param notes  MIDI notes
/// @param muted  the palm lies on the bridge: short and dull
[[nodiscard]] Samples strummed(std::span<const double> notes, double duration_s, bool muted,
                               Rng& rng);

/// What an amplifier and its loudspeaker (70 Hz to 5 kHz) make of a guitar's strings. Peak 1.
/// @param strings   of peak 1
/// @param drive_db  0 is clean, 20 rock, 50 metal
[[nodiscard]] Samples amplified(Samples strings, double drive_db);

/// A bowed string: a sawtooth with vibrato and an unsteady arm, through the resonances of a wooden
/// body, with some of the bow's scrape. Players of one part differ by some cents. Peak about 1.
/// @param rise_s     time to full loudness
/// @param n_players  >= 1
[[nodiscard]] Samples bowed(double hz, double duration_s, double rise_s, int n_players, Rng& rng);

}  // namespace earmark::behave
