#include "earmark/nn/cnn_weights.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

#include "earmark/nn/cnn_shape.h"

namespace earmark::nn {
namespace {

void check(const char* name, const std::vector<float>& values, std::size_t size) {
  if (values.size() != size) {
    throw std::invalid_argument("CnnWeights: " + std::string{name} + " must have " +
                                std::to_string(size) + " values");
  }
  if (!std::all_of(values.begin(), values.end(), [](float v) { return std::isfinite(v); })) {
    throw std::invalid_argument("CnnWeights: " + std::string{name} + " must be finite");
  }
}

}  // namespace

std::size_t n_trained_parameters(const CnnWeights& weights) {
  return 2 + weights.conv1_kernel.size() + weights.conv1_bias.size() + weights.conv2_kernel.size() +
         weights.conv2_bias.size() + weights.dense1_kernel.size() + weights.dense1_bias.size() +
         weights.dense2_kernel.size() + weights.dense2_bias.size() + weights.dense3_kernel.size() +
         weights.dense3_bias.size();
}

void validate(const CnnWeights& weights) {
  if (!weights.input_mean.empty() || !weights.input_scale.empty()) {
    check("input_mean", weights.input_mean, kNCoefficients);
    check("input_scale", weights.input_scale, kNCoefficients);
  }
  check("normalisation",
        {weights.gamma, weights.beta, weights.moving_mean, weights.moving_variance}, 4);
  check("conv1_kernel", weights.conv1_kernel, kKernel * kKernel * kConv1Channels);
  check("conv1_bias", weights.conv1_bias, kConv1Channels);
  check("conv2_kernel", weights.conv2_kernel, kPatchSize * kConv2Channels);
  check("conv2_bias", weights.conv2_bias, kConv2Channels);
  check("dense1_kernel", weights.dense1_kernel, kFlatSize * kDense1Size);
  check("dense1_bias", weights.dense1_bias, kDense1Size);
  check("dense2_kernel", weights.dense2_kernel, kDense1Size * kDense2Size);
  check("dense2_bias", weights.dense2_bias, kDense2Size);
  check("dense3_kernel", weights.dense3_kernel, kDense2Size * weights.n_classes);
  check("dense3_bias", weights.dense3_bias, weights.n_classes);
}

}  // namespace earmark::nn
