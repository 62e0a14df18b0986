#pragma once

#include <ATen/ATen.h>
#include <torch/nn/module.h>

#include <memory>

#include "earmark/nn/tagger_network.h"
#include "musicnn.h"

namespace earmark::nn {

/// The trunk and its head as a module of libtorch. The head's mean and scale are buffers.
class TaggerModule : public torch::nn::Module {
 public:
  /// @throws std::invalid_argument  as validate(network)
  explicit TaggerModule(const TaggerNetwork& network);

  /// Logits of the genres, [n, n_classes].
  ///
  /// @param log_mel  [n, 187, 96]
  /// @param dropout  of the embedding, where the module is in training
  [[nodiscard]] at::Tensor forward(const at::Tensor& log_mel, double dropout = 0.0) const;

  /// Copies of all values.
  [[nodiscard]] TaggerNetwork network() const;

  [[nodiscard]] Musicnn& trunk() { return *trunk_; }
  [[nodiscard]] at::Tensor& head_kernel() { return kernel_; }
  [[nodiscard]] at::Tensor& head_bias() { return bias_; }

 private:
  std::shared_ptr<Musicnn> trunk_;
  at::Tensor mean_, scale_, kernel_, bias_;
};

}  // namespace earmark::nn
