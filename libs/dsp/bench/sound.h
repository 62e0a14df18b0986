#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace earmark::dsp::bench {

inline constexpr std::size_t kSegmentSamples = 66150;  // 3 s at 22 050 Hz

/// Samples at 22 050 Hz to work on: those of the file named on the command line, else 30 s of tones
/// and noise. Set before the benchmarks run.
std::vector<float>& sound();

/// Whole segments of sound().
std::vector<std::span<const float>> segments();

}  // namespace earmark::dsp::bench
