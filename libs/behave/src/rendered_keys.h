#pragma once

#include "earmark/base/rng.h"
#include "rendered_tape.h"

namespace earmark::behave {

/// A piano's note: stretched partials, f_k = k f sqrt(1 + 0.0004 k^2), the higher the sooner gone,
/// of two strings a little apart, and the hammer's knock. Peak 0.4 + 0.6 force.
/// @param force  0 (soft and dull) to 1
[[nodiscard]] Samples piano(double hz, double duration_s, double force, Rng& rng);

/// An electric piano: frequency modulation, a tine's strike over a soft body. Peak about 1.
/// @param force  0 (soft) to 1
[[nodiscard]] Samples electric_piano(double hz, double duration_s, double force);

/// A drum computer's bass: a sine, rounded while it is loud. Peak about 1.
/// @param ring_s  time to fall to 1/e
[[nodiscard]] Samples deep_bass(double hz, double duration_s, double ring_s);

}  // namespace earmark::behave
