#include "adam.h"

#include <algorithm>
#include <cmath>

#include "cnn_kernels.h"
#include "shared_loop.h"
#include "tensor_span.h"

namespace earmark::nn {

Adam::Adam(std::vector<at::Tensor>& parameters) : parameters_{parameters} {
  const at::NoGradGuard no_grad;
  for (const at::Tensor& parameter : parameters_) {
    first_moments_.push_back(at::zeros_like(parameter));
    second_moments_.push_back(at::zeros_like(parameter));
  }
}

void Adam::step(double learning_rate) {
  AdamStep step;
  const auto t = static_cast<double>(++n_steps_);
  step.rate = static_cast<float>(learning_rate * std::sqrt(1.0 - std::pow(0.999, t)) /
                                 (1.0 - std::pow(0.9, t)));
  constexpr std::size_t kBlock = 32768;
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    const at::Tensor gradient = parameters_[i].grad().contiguous();
    const std::size_t n = values(gradient).size();
    shared_loop((n + kBlock - 1) / kBlock, [&](std::size_t k) {
      const std::size_t first = k * kBlock;
      const auto part = [&](const at::Tensor& tensor) {
        return values(tensor).subspan(first, std::min(kBlock, n - first));
      };
      adam_update(step, part(gradient), part(parameters_[i]), part(first_moments_[i]),
                  part(second_moments_[i]));
    });
  }
}

void Adam::zero_grad() {
  for (const at::Tensor& parameter : parameters_) {
    parameter.mutable_grad().reset();
  }
}

}  // namespace earmark::nn
