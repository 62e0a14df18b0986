#pragma once

#include <span>

#include "earmark/augment/sound.h"

namespace earmark::augment {

/// Adds one channel of `in`, convolved with `impulse`, to the same channel of `out`, as far as
/// `out` reaches. By FFT, overlap-add; working memory does not grow with the sound's or the
/// impulse's length.
/// @param out  of the shape of `in`
void add_convolved(const Sound& in, std::size_t channel, std::span<const float> impulse,
                   Sound& out);

}  // namespace earmark::augment
