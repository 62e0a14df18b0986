#pragma once

#include <limits>
#include <optional>

#include "earmark/base/matrix_view.h"

namespace earmark::dsp {

/// Order p of a vector norm as librosa.util.normalize takes it: infinity (largest magnitude),
/// -infinity (smallest), 0 (number of elements that are not 0), p > 0 (sum |x|^p)^(1/p);
/// nullopt leaves the values as they are.
using Norm = std::optional<double>;

/// The norm of librosa's chromagrams and tempograms: the largest magnitude.
inline constexpr double kNormInf = std::numeric_limits<double>::infinity();

/// Whether a norm is absent, >= 0 or an infinity.
[[nodiscard]] bool is_valid_norm(const Norm& norm);

/// Divides every column of `S` [n_rows, n_frames] by its norm, in place, as
/// librosa.util.normalize(S, norm=norm, axis=-2). A column whose norm is under the smallest normal
/// float keeps its values.
///
/// @throws std::invalid_argument  not is_valid_norm(norm)
///
/// Thread-safe, does not allocate.
void normalize(MatrixView<float> S, Norm norm = kNormInf);

}  // namespace earmark::dsp
