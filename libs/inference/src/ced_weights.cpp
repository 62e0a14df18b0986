#include "ced_weights.h"

#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "earmark/base/errors.h"
#include "onnx_constants.h"

namespace earmark::inference {
namespace {

// OnnxConstants::arithmetic() of what tools/ced_to_onnx.py writes.
constexpr std::string_view kArithmetic =
    "e86d45d82c87c12e7d90349d210f05cdeb4346fb38c9c9649845354140f0e88f";

LayerNorm norm(const OnnxConstants& constants, const std::string& name) {
  return {constants.values(name + ".weight", {ced::kWidth}),
          constants.values(name + ".bias", {ced::kWidth})};
}

LinearLayer linear(const OnnxConstants& constants, const std::string& name, std::size_t n_inner,
                   std::size_t n_cols) {
  return {constants.kernel(name + ".kernel", {n_inner, n_cols}),
          constants.values(name + ".bias", {n_cols})};
}

CedBlock block(const OnnxConstants& constants, std::size_t index) {
  const std::string name = "block" + std::to_string(index);
  return {norm(constants, name + ".norm1"),
          linear(constants, name + ".qkv", ced::kWidth, 3 * ced::kWidth),
          constants.values(name + ".unit", {}).front(),
          linear(constants, name + ".attention", ced::kWidth, ced::kWidth),
          norm(constants, name + ".norm2"),
          linear(constants, name + ".wide", ced::kWidth, ced::kHidden),
          linear(constants, name + ".narrow", ced::kHidden, ced::kWidth)};
}

// Batch normalisation with constant statistics is one product and one sum a band.
void read_normalisation(const OnnxConstants& constants, CedWeights& weights) {
  constexpr float kEpsilon = 1e-5F;
  weights.mel_scale = constants.values("init_bn.weight", {ced::kMels});
  weights.mel_shift = constants.values("init_bn.bias", {ced::kMels});
  const std::vector<float> mean = constants.values("init_bn.running_mean", {ced::kMels});
  const std::vector<float> variance = constants.values("init_bn.running_var", {ced::kMels});
  for (std::size_t m = 0; m < ced::kMels; ++m) {
    weights.mel_scale[m] /= std::sqrt(variance[m] + kEpsilon);
    weights.mel_shift[m] -= mean[m] * weights.mel_scale[m];
  }
}

// The convolution's kernels are [kWidth, 1, band, frame]; a spectrogram lies frame by frame.
LinearLayer squares(const OnnxConstants& constants) {
  constexpr std::size_t kSquare = ced::kSide * ced::kSide;
  LinearLayer::Kernel kernel =
      constants.kernel("patches.kernel", {ced::kWidth, 1, ced::kSide, ced::kSide});
  std::vector<std::int8_t> turned(kernel.integers.size());
  for (std::size_t i = 0; i < ced::kWidth; ++i) {
    for (std::size_t band = 0; band < ced::kSide; ++band) {
      for (std::size_t frame = 0; frame < ced::kSide; ++frame) {
        turned[(frame * ced::kSide + band) * ced::kWidth + i] =
            kernel.integers[i * kSquare + band * ced::kSide + frame];
      }
    }
  }
  kernel.integers = turned;
  return {kernel, constants.values("patches.bias", {ced::kWidth})};
}

Matrix<float> places(const OnnxConstants& constants) {
  const std::vector<float> values =
      constants.values("places", {1, ced::kWidth, ced::kBands, ced::kTimes});
  Matrix<float> turned{ced::kTokens, ced::kWidth};
  for (std::size_t token = 0; token < ced::kTokens; ++token) {
    for (std::size_t i = 0; i < ced::kWidth; ++i) {
      turned(token, i) = values[i * ced::kTokens + token];
    }
  }
  return turned;
}

LinearLayer tags(const OnnxConstants& constants) {
  LinearLayer::Kernel kernel = constants.kernel("tags.kernel", {ced::kTags, ced::kWidth});
  std::vector<std::int8_t> turned(kernel.integers.size());
  for (std::size_t tag = 0; tag < ced::kTags; ++tag) {
    for (std::size_t i = 0; i < ced::kWidth; ++i) {
      turned[i * ced::kTags + tag] = kernel.integers[tag * ced::kWidth + i];
    }
  }
  kernel.integers = turned;
  return {kernel, constants.values("tags.bias", {ced::kTags})};
}

}  // namespace

CedWeights read_ced_weights(std::span<const std::byte> onnx) {
  const OnnxConstants constants{onnx};
  CedWeights weights;
  read_normalisation(constants, weights);
  weights.squares = squares(constants);
  weights.places = places(constants);
  for (std::size_t i = 0; i < ced::kBlocks; ++i) {
    weights.blocks[i] = block(constants, i);
  }
  weights.tokens_norm = norm(constants, "normal_tokens");
  weights.mean_norm = norm(constants, "normal_mean");
  weights.tags = tags(constants);
  if (constants.arithmetic() != kArithmetic) {
    throw BundleError(
        "its operators are not those of CED-tiny as tools/ced_to_onnx.py writes them (their digest "
        "is " +
        constants.arithmetic() + ")");
  }
  return weights;
}

}  // namespace earmark::inference
