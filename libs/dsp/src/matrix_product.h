#pragma once

#include "earmark/base/matrix_view.h"

namespace earmark::dsp {

/// out = A X for A [n, k], X [k, n_frames], out [n, n_frames], the last two padded. Sums run in
/// float over 64 terms at a time, and over those sums in float.
void matrix_product(MatrixView<const float> A, MatrixView<const float> X, MatrixView<float> out);

}  // namespace earmark::dsp
