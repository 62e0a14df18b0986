#pragma once

#include <ATen/ATen.h>

/// Layers of the small CNN as differentiable functions over our own kernels (cnn_kernels.h),
/// float32 on the CPU, channels last. Sums over samples are taken in groups of fixed size, so that
/// results do not depend on the number of threads.
namespace earmark::nn {

/// Mean and variance of one batch of the one channel, as the normalisation uses them.
struct BatchMoments {
  double mean = 0.0;
  double variance = 1.0;
};

/// Normalisation, convolution, ReLU, pooling. No gradient to x.
///
/// The normalised value is a x + s, so a convolution without padding of it is one of x with other
/// weights, and the gradients of gamma and beta follow from those of the weights.
///
/// @param x       shape [n, 130, 13]
/// @param gamma   shape [1], beta too
/// @param kernel  shape [3, 3, 1, 8]
/// @param bias    shape [8]
/// @returns       shape [n, 64, 6, 8]
[[nodiscard]] at::Tensor normalized_conv_pool(const at::Tensor& x, const at::Tensor& gamma,
                                              const at::Tensor& beta, const at::Tensor& kernel,
                                              const at::Tensor& bias, const BatchMoments& moments);

/// Convolution, ReLU, pooling.
///
/// @param x       shape [n, 64, 6, 8]
/// @param kernel  shape [3, 3, 8, 32]
/// @param bias    shape [32]
/// @returns       shape [n, 31, 2, 32]
[[nodiscard]] at::Tensor conv_pool(const at::Tensor& x, const at::Tensor& kernel,
                                   const at::Tensor& bias);

/// x kernel + bias, and ReLU if asked for.
///
/// @param x       shape [n, n_in]
/// @param kernel  shape [n_in, n_out]
/// @param bias    shape [n_out]
/// @returns       shape [n, n_out]
[[nodiscard]] at::Tensor dense(const at::Tensor& x, const at::Tensor& kernel,
                               const at::Tensor& bias, bool relu);

}  // namespace earmark::nn
