#pragma once

#include "earmark/base/matrix_view.h"
#include "earmark/dsp/hpss.h"

namespace earmark::dsp {

/// Turns the medians along time (`harm`) and frequency (`perc`) into their masks, in place. All
/// padded.
void softmasks(const HpssConfig& config, MatrixView<float> harm, MatrixView<float> perc);

/// Multiplies `out` by S, both padded.
void multiply_by(MatrixView<const float> S, MatrixView<float> out);

}  // namespace earmark::dsp
