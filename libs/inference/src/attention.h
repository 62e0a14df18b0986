#pragma once

#include <cstddef>

#include "earmark/base/matrix.h"
#include "earmark/base/matrix_view.h"

namespace earmark::inference {

/// Working memory of attend(), owned by the caller, one for each thread.
struct AttentionScratch {
  Matrix<float> keys;
  Matrix<float> scores;
};

/// Attention of several heads (Vaswani et al. 2017): for each head softmax(unit * q k^T) v.
///
/// @param qkv      [n_tokens, 3 * n_heads * size]: the queries of all heads, their keys, their
/// values;
///                 size is a multiple of kProductColumns
/// @param unit     usually size^-0.5
/// @param mixed    [n_tokens, n_heads * size]
/// @throws std::invalid_argument  a wrong shape
void attend(MatrixView<const float> qkv, std::size_t n_heads, float unit, AttentionScratch& scratch,
            MatrixView<float> mixed);

}  // namespace earmark::inference
