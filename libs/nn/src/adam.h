#pragma once

#include <ATen/ATen.h>

#include <cstddef>
#include <vector>

namespace earmark::nn {

/// Adam with Keras' defaults (beta_1 0.9, beta_2 0.999, epsilon 1e-7) over float tensors.
class Adam {
 public:
  /// @param parameters  outlive this; each has a gradient when step() is called
  explicit Adam(std::vector<at::Tensor>& parameters);

  void step(double learning_rate);
  /// Forgets the gradients.
  void zero_grad();

 private:
  std::vector<at::Tensor>& parameters_;
  std::vector<at::Tensor> first_moments_;
  std::vector<at::Tensor> second_moments_;
  std::size_t n_steps_ = 0;
};

}  // namespace earmark::nn
