#pragma once

#include <cstddef>
#include <vector>

namespace earmark::nn {

/// Everything a trained small CNN consists of, in Keras' layouts: convolutions [3, 3, in, out],
/// dense layers [in, out], the flattening in the order row, column, channel.
struct CnnWeights {
  std::size_t n_classes = 0;
  /// Of each coefficient, shape [13]; empty where the network takes raw values.
  std::vector<float> input_mean;
  std::vector<float> input_scale;
  /// Batch normalisation of the one input channel: gamma (x - mean) / sqrt(variance + 1e-3) + beta.
  float gamma = 1.0F;
  float beta = 0.0F;
  float moving_mean = 0.0F;
  float moving_variance = 1.0F;
  std::vector<float> conv1_kernel;   ///< shape [3, 3, 1, 8]
  std::vector<float> conv1_bias;     ///< shape [8]
  std::vector<float> conv2_kernel;   ///< shape [3, 3, 8, 32]
  std::vector<float> conv2_bias;     ///< shape [32]
  std::vector<float> dense1_kernel;  ///< shape [1984, 128]
  std::vector<float> dense1_bias;    ///< shape [128]
  std::vector<float> dense2_kernel;  ///< shape [128, 64]
  std::vector<float> dense2_bias;    ///< shape [64]
  std::vector<float> dense3_kernel;  ///< shape [64, n_classes]
  std::vector<float> dense3_bias;    ///< shape [n_classes]
};

inline constexpr double kBatchNormEpsilon = 1e-3;

/// The number of values that training changes by their gradient: 265 404 for ten genres. The two
/// running values of the normalisation are not among them.
[[nodiscard]] std::size_t n_trained_parameters(const CnnWeights& weights);

/// @throws std::invalid_argument  an array that has not the size above, or a value not finite
void validate(const CnnWeights& weights);

}  // namespace earmark::nn
