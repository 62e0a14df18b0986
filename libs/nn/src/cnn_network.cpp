#include "cnn_network.h"

#include <algorithm>
#include <cmath>
#include <span>

#include "earmark/base/rng.h"
#include "earmark/nn/cnn_shape.h"
#include "tensor_span.h"

namespace earmark::nn {
namespace {

using at::Tensor;

constexpr double kMomentum = 0.99;
enum Parameter : std::uint8_t {
  kGamma,
  kBeta,
  kConv1,
  kConv2 = 4,
  kDense1 = 6,
  kDense2 = 8,
  kDense3 = 10
};

std::vector<float> glorot(Rng& rng, std::size_t receptive_field, std::size_t n_in,
                          std::size_t n_out) {
  const double limit = std::sqrt(6.0 / static_cast<double>(receptive_field * (n_in + n_out)));
  std::vector<float> kernel(receptive_field * n_in * n_out);
  std::generate(kernel.begin(), kernel.end(),
                [&] { return static_cast<float>(limit * (2.0 * rng.uniform() - 1.0)); });
  return kernel;
}

Tensor parameter(std::span<const float> from, at::IntArrayRef shape) {
  const Tensor tensor = at::empty(shape);
  std::copy(from.begin(), from.end(), values(tensor).begin());
  return tensor.requires_grad_(true);
}

std::vector<float> copy_of(const Tensor& tensor) {
  const auto from = values(tensor);
  return {from.begin(), from.end()};
}

// Keras' kernel [3, 3, in, out] as libtorch wants it.
Tensor convolve(const Tensor& x, const Tensor& kernel, const Tensor& bias) {
  const Tensor z = at::conv2d(x, kernel.permute({3, 2, 0, 1}), bias).relu();
  return at::max_pool2d(z, 2, 2, 0, 1, /*ceil_mode=*/true);
}

}  // namespace

CnnWeights glorot_weights(std::size_t n_classes, std::uint64_t seed) {
  Rng rng{seed};
  CnnWeights weights;
  weights.n_classes = n_classes;
  weights.conv1_kernel = glorot(rng, kKernel * kKernel, 1, kConv1Channels);
  weights.conv2_kernel = glorot(rng, kKernel * kKernel, kConv1Channels, kConv2Channels);
  weights.dense1_kernel = glorot(rng, 1, kFlatSize, kDense1Size);
  weights.dense2_kernel = glorot(rng, 1, kDense1Size, kDense2Size);
  weights.dense3_kernel = glorot(rng, 1, kDense2Size, n_classes);
  weights.conv1_bias.resize(kConv1Channels);
  weights.conv2_bias.resize(kConv2Channels);
  weights.dense1_bias.resize(kDense1Size);
  weights.dense2_bias.resize(kDense2Size);
  weights.dense3_bias.resize(n_classes);
  return weights;
}

BatchMoments batch_moments(const Tensor& x) {
  // Around the first value, so that the difference of the two sums loses no digits.
  const auto data = values(x);
  const double origin = data[0];
  double sum = 0.0;
  double squares = 0.0;
  for (const float value : data) {
    const double distance = value - origin;
    sum += distance;
    squares += distance * distance;
  }
  const auto n = static_cast<double>(data.size());
  return {origin + sum / n, std::max(0.0, (squares - sum * sum / n) / n)};
}

CnnNetwork::CnnNetwork(const CnnWeights& weights)
    : running_{weights.moving_mean, weights.moving_variance},
      input_mean_{weights.input_mean},
      input_scale_{weights.input_scale} {
  validate(weights);
  const auto n_classes = static_cast<std::int64_t>(weights.n_classes);
  parameters_ = {
      parameter({&weights.gamma, 1}, {1}),
      parameter({&weights.beta, 1}, {1}),
      parameter(weights.conv1_kernel, {kKernel, kKernel, 1, kConv1Channels}),
      parameter(weights.conv1_bias, {kConv1Channels}),
      parameter(weights.conv2_kernel, {kKernel, kKernel, kConv1Channels, kConv2Channels}),
      parameter(weights.conv2_bias, {kConv2Channels}),
      parameter(weights.dense1_kernel, {kFlatSize, kDense1Size}),
      parameter(weights.dense1_bias, {kDense1Size}),
      parameter(weights.dense2_kernel, {kDense1Size, kDense2Size}),
      parameter(weights.dense2_bias, {kDense2Size}),
      parameter(weights.dense3_kernel, {kDense2Size, n_classes}),
      parameter(weights.dense3_bias, {n_classes})};
}

Tensor CnnNetwork::logits(const Tensor& x, const BatchMoments& moments, CnnKernels kernels,
                          double dropout) const {
  const auto& p = parameters_;
  const bool fused = kernels == CnnKernels::kFused;
  const auto full = [&](const Tensor& in, Parameter layer, bool relu) {
    if (fused) {
      return dense(in, p[layer], p[layer + 1U], relu);
    }
    const Tensor out = at::addmm(p[layer + 1U], in, p[layer]);
    return relu ? out.relu() : out;
  };
  const auto drop = [&](const Tensor& in) {
    return dropout > 0.0 ? at::dropout(in, dropout, /*train=*/true) : in;
  };
  Tensor features;
  if (fused) {
    features =
        conv_pool(normalized_conv_pool(x, p[kGamma], p[kBeta], p[kConv1], p[kConv1 + 1U], moments),
                  p[kConv2], p[kConv2 + 1U]);
  } else {
    const double deviation = std::sqrt(moments.variance + kBatchNormEpsilon);
    const Tensor y = (x - moments.mean) / deviation * p[kGamma] + p[kBeta];
    const Tensor pooled = convolve(y.unsqueeze(1), p[kConv1], p[kConv1 + 1U]);
    features = convolve(pooled, p[kConv2], p[kConv2 + 1U]).permute({0, 2, 3, 1});
  }
  const Tensor flat = features.reshape({x.size(0), kFlatSize});
  const Tensor hidden = drop(full(drop(full(flat, kDense1, true)), kDense2, true));
  return full(hidden, kDense3, false);
}

Tensor CnnNetwork::penalty() const { return parameters_[kConv2].square().sum(); }

CnnWeights CnnNetwork::weights() const {
  const auto& p = parameters_;
  return {.n_classes = values(p[kDense3 + 1U]).size(),
          .input_mean = input_mean_,
          .input_scale = input_scale_,
          .gamma = values(p[kGamma])[0],
          .beta = values(p[kBeta])[0],
          .moving_mean = static_cast<float>(running_.mean),
          .moving_variance = static_cast<float>(running_.variance),
          .conv1_kernel = copy_of(p[kConv1]),
          .conv1_bias = copy_of(p[kConv1 + 1U]),
          .conv2_kernel = copy_of(p[kConv2]),
          .conv2_bias = copy_of(p[kConv2 + 1U]),
          .dense1_kernel = copy_of(p[kDense1]),
          .dense1_bias = copy_of(p[kDense1 + 1U]),
          .dense2_kernel = copy_of(p[kDense2]),
          .dense2_bias = copy_of(p[kDense2 + 1U]),
          .dense3_kernel = copy_of(p[kDense3]),
          .dense3_bias = copy_of(p[kDense3 + 1U])};
}

void CnnNetwork::update_running(const BatchMoments& batch) {
  running_.mean = kMomentum * running_.mean + (1.0 - kMomentum) * batch.mean;
  running_.variance = kMomentum * running_.variance + (1.0 - kMomentum) * batch.variance;
}

}  // namespace earmark::nn
