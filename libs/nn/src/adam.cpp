#include "adam.h"

#include <ATen/Parallel.h>

#include <cmath>

#include "cnn_kernels.h"
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
  constexpr std::int64_t kGrain = 32768;
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    const at::Tensor gradient = parameters_[i].grad().contiguous();
    at::parallel_for(0, gradient.numel(), kGrain, [&](std::int64_t first, std::int64_t last) {
      const auto part = [&](const at::Tensor& tensor) {
        return values(tensor).subspan(static_cast<std::size_t>(first),
                                      static_cast<std::size_t>(last - first));
      };
      adam_update(step, part(gradient), part(parameters_[i]), part(first_moments_[i]),
                  part(second_moments_[i]));
    });
  }
}

void Adam::zero_grad() {
  for (at::Tensor& parameter : parameters_) {
    parameter.mutable_grad().reset();
  }
}

}  // namespace earmark::nn
