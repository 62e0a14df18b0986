#pragma once

#include <span>

#include "earmark/base/matrix_view.h"
#include "earmark/dsp/onset_strength.h"

namespace earmark::dsp {

/// envelope[t + shift] = the aggregate over bands of max(0, S[m, t + lag] - the largest S[m', t]
/// with m' within the max_size bands around m), for every t that has both. S and flux
/// [S.rows(), 16] are padded.
void onset_flux(MatrixView<const float> S, const OnsetStrengthConfig& config, std::size_t shift,
                MatrixView<float> flux, std::span<float> envelope);

}  // namespace earmark::dsp
