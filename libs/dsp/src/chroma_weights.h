#pragma once

#include <cstddef>
#include <span>

#include "earmark/base/matrix_view.h"

namespace earmark::dsp {

/// What the weights of the bins of a spectrum depend on, each [bank.stride()], zero in the padding.
struct ChromaBins {
  std::span<const float> note;       ///< height of the bin in notes, modulo n_chroma
  std::span<const float> sharpness;  ///< -2 / (width of its Gaussian in notes)^2
  std::span<const float> octave;     ///< distance from the centre of the weighting, in its widths
};

/// bank[c, k] = exp(sharpness[k] d^2) with d the distance in notes of bin k, lowered by `tuning`,
/// from pitch class c + first_row, around the circle; then scaled to a sum of squares of 1 over c
/// if `unit`.
void fill_chroma_weights(const ChromaBins& bins, double tuning, std::size_t first_row, bool unit,
                         MatrixView<float> bank);

/// Multiplies bin k by exp(-(octave[k] - shift)^2 / 2).
void weight_octaves(const ChromaBins& bins, double shift, MatrixView<float> bank);

}  // namespace earmark::dsp
