#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace earmark::features::test {

/// A signal of tools/make_golden_features.py, bit for bit; same names, and song_1e+30.
std::vector<float> golden_signal(const std::string& name);

}  // namespace earmark::features::test
