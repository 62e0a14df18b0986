#pragma once

#include <ATen/ATen.h>

#include <cstddef>
#include <cstdint>
#include <vector>

#include "cnn_functions.h"
#include "earmark/nn/cnn_config.h"
#include "earmark/nn/cnn_weights.h"

namespace earmark::nn {

/// Glorot uniform kernels (Glorot and Bengio 2010: limit sqrt(6 / (fan_in + fan_out)), with the
/// receptive field in both for convolutions), zero biases, a normalisation that changes nothing.
/// The same for a seed on every machine.
[[nodiscard]] CnnWeights glorot_weights(std::size_t n_classes, std::uint64_t seed);

/// The mean and the population variance of a batch of segments, in double.
[[nodiscard]] BatchMoments batch_moments(const at::Tensor& x);

/// The small CNN's trained values as libtorch's tensors, float32, and what it computes.
class CnnNetwork {
 public:
  /// @throws std::invalid_argument  weights that do not fit
  explicit CnnNetwork(const CnnWeights& weights);

  /// Logits, shape [n, n_classes], of segments, shape [n, 130, 13], as they are after scaling.
  ///
  /// @param dropout  0 outside of training
  [[nodiscard]] at::Tensor logits(const at::Tensor& x, const BatchMoments& moments,
                                  CnnKernels kernels, double dropout = 0.0) const;

  /// The sum of squared weights of the second convolution.
  [[nodiscard]] at::Tensor penalty() const;

  /// A copy of the weights with the running moments.
  [[nodiscard]] CnnWeights weights() const;

  /// Keras' momentum of 0.99: the running moments move by a hundredth.
  void update_running(const BatchMoments& batch);
  [[nodiscard]] const BatchMoments& running() const { return running_; }

  /// gamma, beta, and kernel and bias of each layer in order; all require a gradient.
  [[nodiscard]] std::vector<at::Tensor>& parameters() { return parameters_; }

 private:
  std::vector<at::Tensor> parameters_;
  BatchMoments running_;
  std::vector<float> input_mean_;
  std::vector<float> input_scale_;
};

}  // namespace earmark::nn
