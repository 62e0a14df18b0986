#pragma once

#include <cstddef>
#include <span>

#include "earmark/nn/cnn_shape.h"

/// The arithmetic of the small CNN, one segment or one matrix at a time, by SIMD chosen at run
/// time. Shapes are fixed by cnn_shape.h; all arrays are row-major with channels last; every
/// function is thread-safe and allocates nothing. A "choice" is, per pooled value, which of the
/// four positions of its 2 x 2 window it came from (0 to 3, row by row), or -1 where ReLU shut it.
namespace earmark::nn {

/// Convolution 3 x 3 x 1 x 8, ReLU and 2 x 2 maximum, of a segment.
///
/// @param x        segment, shape [130, 13]
/// @param w        shape [3, 3, 8]
/// @param b        shape [8]
/// @param out      shape [64, 6, 8]
/// @param choice   shape of out
void conv1_forward(std::span<const float> x, std::span<const float> w, std::span<const float> b,
                   std::span<float> out, std::span<float> choice);

/// Adds the gradients of a segment's conv1_forward to those of its weights.
///
/// @param grad_out  shape [64, 6, 8]
/// @param grad_w    shape [3, 3, 8]
/// @param grad_b    shape [8]
void conv1_backward(std::span<const float> x, std::span<const float> choice,
                    std::span<const float> grad_out, std::span<float> grad_w,
                    std::span<float> grad_b);

/// Convolution 3 x 3 x 8 x 32, ReLU and 2 x 2 maximum, of a segment.
///
/// @param x        shape [64, 6, 8]
/// @param w        shape [3, 3, 8, 32]
/// @param b        shape [32]
/// @param out      shape [31, 2, 32]
/// @param choice   shape of out
void conv2_forward(std::span<const float> x, std::span<const float> w, std::span<const float> b,
                   std::span<float> out, std::span<float> choice);

/// Adds the gradients of a segment's conv2_forward to those of its weights, and writes the one of
/// its input. Only the chosen positions carry a gradient, a quarter at most, so the work is a
/// quarter of a plain convolution's.
///
/// @param w_by_channel       weights, shape [32, 3, 3, 8]
/// @param grad_out           shape [31, 2, 32]
/// @param grad_x             shape [64, 6, 8]
/// @param grad_w_by_channel  shape [32, 3, 3, 8]
/// @param grad_b             shape [32]
void conv2_backward(std::span<const float> x, std::span<const float> choice,
                    std::span<const float> w_by_channel, std::span<const float> grad_out,
                    std::span<float> grad_x, std::span<float> grad_w_by_channel,
                    std::span<float> grad_b);

/// A left factor of multiply(): element (i, k) lies at data[i * row_stride + k * col_stride], so
/// that a transposed matrix needs no copy.
struct LeftFactor {
  std::span<const float> data;
  std::size_t row_stride = 0;
  std::size_t col_stride = 0;
};

/// Rows [first, last) of C = A B + bias, in float.
///
/// @param b     shape [n_inner, n_cols]
/// @param bias  shape [n_cols], or empty for none
/// @param c     shape [at least last, n_cols]
void multiply(const LeftFactor& a, std::span<const float> b, std::span<const float> bias,
              std::size_t n_inner, std::size_t n_cols, std::size_t first, std::size_t last,
              std::span<float> c);

/// One step of Adam (Kingma and Ba 2015) in the form of its section 2, last paragraph, as Keras:
/// `rate` includes both bias corrections and `epsilon` is added to the uncorrected root.
struct AdamStep {
  float rate = 0.0F;
  float beta_1 = 0.9F;
  float beta_2 = 0.999F;
  float epsilon = 1e-7F;
};

/// @param parameters  and the moments: changed in place, the size of `gradient`
void adam_update(const AdamStep& step, std::span<const float> gradient, std::span<float> parameters,
                 std::span<float> first_moment, std::span<float> second_moment);

}  // namespace earmark::nn
