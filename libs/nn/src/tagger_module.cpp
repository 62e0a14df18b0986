#include "tagger_module.h"

#include "tensor_span.h"

namespace earmark::nn {
namespace {

at::Tensor tensor_of(const std::vector<float>& array, at::IntArrayRef shape) {
  at::Tensor tensor = at::empty(shape);
  std::ranges::copy(array, values(tensor).begin());
  return tensor;
}

std::vector<float> array_of(const at::Tensor& tensor) {
  const auto from = values(tensor.detach());
  return {from.begin(), from.end()};
}

}  // namespace

TaggerModule::TaggerModule(const TaggerNetwork& network) {
  validate(network);
  const auto n_values = static_cast<std::int64_t>(network.head.mean.size());
  const auto n_classes = static_cast<std::int64_t>(network.head.n_classes);
  trunk_ = register_module("trunk", std::make_shared<Musicnn>(network.trunk));
  mean_ = register_buffer("mean", tensor_of(network.head.mean, {n_values}));
  scale_ = register_buffer("scale", tensor_of(network.head.scale, {n_values}));
  kernel_ = register_parameter("kernel", tensor_of(network.head.kernel, {n_values, n_classes}));
  bias_ = register_parameter("bias", tensor_of(network.head.bias, {n_classes}));
}

at::Tensor TaggerModule::forward(const at::Tensor& log_mel, double dropout) const {
  const at::Tensor standardized = (trunk_->forward(log_mel).embedding() - mean_) / scale_;
  return at::addmm(bias_, at::dropout(standardized, dropout, is_training()), kernel_);
}

TaggerNetwork TaggerModule::network() const {
  return {trunk_->weights(),
          {.n_classes = static_cast<std::size_t>(bias_.numel()),
           .mean = array_of(mean_),
           .scale = array_of(scale_),
           .kernel = array_of(kernel_),
           .bias = array_of(bias_)}};
}

}  // namespace earmark::nn
