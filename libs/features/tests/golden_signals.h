#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "earmark/features/recipe.h"

namespace earmark::features::test {

/// A signal of tools/make_golden_features.py, bit for bit; same names, and scale_1e+30.
std::vector<float> golden_signal(const std::string& name, std::size_t n_samples = kSegmentSamples);

}  // namespace earmark::features::test
