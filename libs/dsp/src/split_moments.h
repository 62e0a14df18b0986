#pragma once

#include <span>

#include "earmark/dsp/hpss_signals.h"

namespace earmark::dsp {

/// Moments of a harmonic signal and of the rest, y - harmonic; neither is empty, both as long.
[[nodiscard]] HpssMoments split_moments(std::span<const float> y, std::span<const float> harmonic);

}  // namespace earmark::dsp
