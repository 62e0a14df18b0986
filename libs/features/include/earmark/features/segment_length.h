#pragma once

#include <cstddef>

namespace earmark::features {

/// How long a segment may be. The least is also what a song must have; the most takes about 85 MB
/// a thread to analyse.
inline constexpr double kMinSegmentSeconds = 0.5;
inline constexpr double kMaxSegmentSeconds = 60.0;
inline constexpr std::size_t kMinSegmentSamples = 11025;
inline constexpr std::size_t kMaxSegmentSamples = 1323000;

/// The number of samples at 22050 Hz whose length comes nearest to `seconds`.
/// @throws std::invalid_argument  under kMinSegmentSeconds, over kMaxSegmentSeconds or NaN
[[nodiscard]] std::size_t segment_samples(double seconds);

/// How long that many samples at 22050 Hz last.
[[nodiscard]] double seconds_of(std::size_t n_samples);

/// Frames of a segment, one at its start and at each hop after it: 1 + n_samples / kHopLength.
[[nodiscard]] std::size_t frames_of(std::size_t n_samples);

/// @throws std::invalid_argument  naming `function`: under kMinSegmentSamples or over
///                                kMaxSegmentSamples
void require_segment_samples(std::size_t n_samples, const char* function);

}  // namespace earmark::features
