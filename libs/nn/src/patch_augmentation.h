#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "earmark/base/rng.h"
#include "earmark/nn/tagger_network_config.h"

namespace earmark::nn {

/// Turns log10(1 + 10000 power) into 10000 power, louder by gain_db: an offset of the logarithms
/// would not be a gain, for the 1 in them does not grow.
void to_power(std::span<float> patch, double gain_db);

/// The way back.
void to_log(std::span<float> power);

/// From the beta distribution (alpha, alpha), alpha in (0, 1], by Jöhnk's method.
[[nodiscard]] double symmetric_beta(Rng& rng, double alpha);

/// Runs of bands and of frames of a patch, shape [187, 96], take its mean value.
void mask(std::span<float> patch, const PatchAugmentation& augmentation, Rng& rng);

/// Changes a batch in place: gain and masks of each patch, and a mixture with the one that follows
/// it (the last one's is the first).
///
/// @param patches  shape [n, 187, 96], values log10(1 + 10000 power)
/// @returns        each patch's own share in its mixture, shape [n]
[[nodiscard]] std::vector<float> augment(std::span<float> patches,
                                         const PatchAugmentation& augmentation, Rng& rng);

}  // namespace earmark::nn
