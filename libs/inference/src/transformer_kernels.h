#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "earmark/base/matrix_view.h"

/// The arithmetic of a transformer on one patch, in single precision, by SIMD chosen at run time.
/// Matrices are row-major, one token a row; every function is thread-safe and allocates nothing.
namespace earmark::inference {

/// Columns of a product are computed so many at a time at least.
inline constexpr std::size_t kProductColumns = 16;

/// The matrix product c = a b.
///
/// @param a  [n_rows, n_inner]
/// @param b  [n_inner, n_cols], n_cols a multiple of kProductColumns
/// @param c  [n_rows, n_cols]
void multiply(MatrixView<const float> a, MatrixView<const float> b, MatrixView<float> c);

/// out = integers - zero, as floats.
///
/// @param out  shape of integers
void unpack(std::span<const std::int8_t> integers, std::int8_t zero, std::span<float> out);

/// out = scale * sums + bias, a row for each of sums.
///
/// @param sums  [n_rows, n_cols]
/// @param bias  [n_cols]
/// @param out   shape of sums
void scale_and_shift(MatrixView<const float> sums, float scale, std::span<const float> bias,
                     MatrixView<float> out);

/// x += y, of one shape.
void add_to(MatrixView<float> x, MatrixView<const float> y);

/// The Gaussian error linear unit, x times the share of a normal distribution that lies below x, in
/// place: within 1e-6 of the exact one for |x| < 4, beyond in proportion to |x|.
void gelu(MatrixView<float> x);

/// exp(unit * x) of every row, in place, divided by the row's sum.
///
/// @param x  [n_rows, n_cols]
void softmax(MatrixView<float> x, float unit);

/// Every row brought to mean zero and variance one, then scaled and shifted by column.
///
/// @param x        [n_rows, n_cols]
/// @param weight   [n_cols]
/// @param bias     [n_cols]
/// @param epsilon  added to the variance
/// @param out      shape of x, may be x
void layer_norm(MatrixView<const float> x, std::span<const float> weight,
                std::span<const float> bias, float epsilon, MatrixView<float> out);

}  // namespace earmark::inference
