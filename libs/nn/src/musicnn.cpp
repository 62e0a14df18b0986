#include "musicnn.h"

#include <stdexcept>

#include "musicnn_layers.h"
#include "tensor_span.h"

namespace earmark::nn {
namespace {

using at::Tensor;

constexpr double kEpsilon = 1e-3;

Tensor tensor_of(const NamedArray& array) {
  Tensor tensor = at::empty(array.shape);
  std::ranges::copy(array.values, values(tensor).begin());
  return tensor;
}

NamedArray array_of(const Tensor& tensor) {
  const Tensor whole = tensor.detach().contiguous();
  const auto from = values(whole);
  return {whole.sizes().vec(), {from.begin(), from.end()}};
}

// As many frames as before: (k - 1) / 2 zeros before them, the rest after.
Tensor same_in_time(const Tensor& x, const Tensor& kernel, const Tensor& bias) {
  const std::int64_t n_time = kernel.size(2);
  const std::int64_t before = (n_time - 1) / 2;
  return at::conv2d(at::constant_pad_nd(x, {0, 0, before, n_time - 1 - before}), kernel, bias);
}

}  // namespace

struct Musicnn::Norm : torch::nn::Module {
  Norm(const MusicnnWeights& weights, const std::string& name) {
    const auto take = [&](const char* part) {
      return tensor_of(weights.arrays.at(name + "." + part));
    };
    scale = register_parameter("scale", take("scale"));
    bias = register_parameter("bias", take("bias"));
    mean = register_buffer("mean", take("mean"));
    variance = register_buffer("variance", take("variance"));
  }

  [[nodiscard]] Tensor forward(const Tensor& x) const {
    return at::batch_norm(x, scale, bias, mean, variance, /*training=*/false, /*momentum=*/0.0,
                          kEpsilon, /*cudnn_enabled=*/false);
  }

  Tensor scale, bias, mean, variance;
};

// Whatever of these has its arrays under the layer's name: kernel and bias, a normalisation, what
// is added to each frame.
struct Musicnn::Layer : torch::nn::Module {
  Layer(const MusicnnWeights& weights, const std::string& name) {
    if (const auto found = weights.arrays.find(name + ".kernel"); found != weights.arrays.end()) {
      kernel = register_parameter("kernel", tensor_of(found->second));
      bias = register_parameter("bias", tensor_of(weights.arrays.at(name + ".bias")));
    }
    if (weights.arrays.contains(name + ".norm.scale")) {
      norm = register_module("norm", std::make_shared<Norm>(weights, name + ".norm"));
    }
    if (const auto found = weights.arrays.find(name + ".frame_bias");
        found != weights.arrays.end()) {
      frame_bias = register_buffer("frame_bias", tensor_of(found->second));
    }
  }

  [[nodiscard]] Tensor convolve(const Tensor& x) const {
    Tensor sums = same_in_time(x, kernel, bias);
    if (frame_bias.defined()) {
      sums = sums + frame_bias;
    }
    return norm->forward(sums.relu());
  }

  // convolve(scale * x + shift) with no gradient to x: that one alone would take twice the time of
  // all others, for the sake of two numbers.
  [[nodiscard]] Tensor convolve_scaled(const Tensor& x, const Tensor& scale,
                                       const Tensor& shift) const {
    const Tensor ones = at::ones({1, 1, x.size(2), kernel.size(3)}, x.options());
    const Tensor sums = same_in_time(x, kernel * scale, bias);
    return norm->forward((sums + shift * same_in_time(ones, kernel, {})).relu());
  }

  [[nodiscard]] Tensor dense(const Tensor& x) const { return at::addmm(bias, x, kernel); }

  Tensor kernel, bias, frame_bias;
  std::shared_ptr<Norm> norm;
};

Musicnn::Musicnn(const MusicnnWeights& weights) : tags_{weights.tags} {
  if (const std::string fault = fault_of(weights); !fault.empty()) {
    throw std::invalid_argument("Musicnn: weights must be sound, but " + fault);
  }
  const auto layer = [&](std::string_view name) {
    return register_module(std::string{name}, std::make_shared<Layer>(weights, std::string{name}));
  };
  input_ = layer("input");
  for (const MusicnnConvolution& convolution : kMusicnnFront) {
    front_.push_back(layer(convolution.name));
  }
  for (const MusicnnConvolution& convolution : kMusicnnMiddle) {
    middle_.push_back(layer(convolution.name));
  }
  pooled_ = layer("pooled");
  penultimate_ = layer("penultimate");
  tag_layer_ = layer("tags");
}

Tensor Musicnn::drop(const Tensor& x) const { return at::dropout(x, kDropout, is_training()); }

MusicnnOutput Musicnn::forward(const Tensor& log_mel) const {
  const Norm& input = *input_->norm;
  const Tensor image = ((log_mel - input.mean) / (input.variance + kEpsilon).sqrt()).unsqueeze(1);
  std::vector<Tensor> maxima;
  for (const auto& layer : front_) {
    maxima.push_back(
        layer->convolve_scaled(image, input.scale, input.bias).amax(3, /*keepdim=*/true));
  }
  std::vector<Tensor> layers{at::cat(maxima, 1)};
  for (const auto& layer : middle_) {
    const Tensor out = layer->convolve(layers.back());
    layers.push_back(layers.size() == 1 ? out : out + layers.back());
  }
  const Tensor joined = at::cat(layers, 1);
  const Tensor pairs = at::cat({joined.amax(2), joined.mean(2)}, 2);
  const Tensor pooled = pooled_->norm->forward(pairs.flatten(1));
  const Tensor penultimate = penultimate_->norm->forward(penultimate_->dense(drop(pooled)).relu());
  return {pooled, penultimate, tag_layer_->dense(drop(penultimate))};
}

MusicnnWeights Musicnn::weights() const {
  MusicnnWeights weights{{}, tags_};
  for (const auto& item : named_parameters()) {
    weights.arrays[item.key()] = array_of(item.value());
  }
  for (const auto& item : named_buffers()) {
    weights.arrays[item.key()] = array_of(item.value());
  }
  return weights;
}

}  // namespace earmark::nn
