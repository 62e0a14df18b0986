#pragma once

#include <cstddef>
#include <span>

#include "earmark/base/matrix_view.h"

namespace earmark::dsp {

/// Three neighbouring values and the bin of the middle one, for each of a list of peaks.
struct PeakTriples {
  std::span<float> left;
  std::span<float> centre;
  std::span<float> right;
  std::span<float> bin;
};

/// Writes the largest value of each frame to largest [S.stride()].
void largest_of_frames(MatrixView<const float> S, std::span<float> largest);

/// Lists the values of the bins [first_bin, end_bin) that exceed ref[t], exceed the bin below and
/// are not under the bin above; returns how many. first_bin >= 1 and end_bin <= S.rows(). Above the
/// last bin lies the mirror image of what is below it, so that its parabola stands upright, as
/// librosa leaves it. Each list has room for half of the values in those bins and 16 more.
std::size_t find_peaks(MatrixView<const float> S, std::size_t first_bin, std::size_t end_bin,
                       std::span<const float> ref, const PeakTriples& peaks);

/// Frequency and height of the vertex of the parabola through each of n_peaks triples. The outputs
/// have room for n_peaks and 16 more.
void refine_peaks(const PeakTriples& peaks, std::size_t n_peaks, double sr, double n_fft,
                  std::span<float> pitches, std::span<float> magnitudes);

}  // namespace earmark::dsp
