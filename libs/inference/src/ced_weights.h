#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "earmark/base/matrix.h"
#include "linear_layer.h"

namespace earmark::inference {

/// The sizes of CED-tiny (Dinkel et al. 2023) as tools/ced_to_onnx.py cuts it: a vision transformer
/// on squares of a log-mel spectrogram of 3 s.
namespace ced {
inline constexpr std::size_t kFrames = 288;
inline constexpr std::size_t kMels = 64;
inline constexpr std::size_t kSide = 16;  ///< of a square, in frames and in bands
inline constexpr std::size_t kTimes = kFrames / kSide;
inline constexpr std::size_t kBands = kMels / kSide;
inline constexpr std::size_t kTokens = kTimes * kBands;
inline constexpr std::size_t kWidth = 192;
inline constexpr std::size_t kHeads = 3;
inline constexpr std::size_t kHidden = 768;
inline constexpr std::size_t kBlocks = 12;
inline constexpr std::size_t kTags = 527;
}  // namespace ced

struct LayerNorm {
  std::vector<float> weight;
  std::vector<float> bias;
};

struct CedBlock {
  LayerNorm norm1;
  LinearLayer qkv;
  float unit = 1.0F;  ///< of the attention's scores
  LinearLayer attention;
  LayerNorm norm2;
  LinearLayer wide;
  LinearLayer narrow;
};

/// Everything that CED-tiny learned, in the order of its use.
struct CedWeights {
  std::vector<float> mel_scale;  ///< [kMels]: the input's normalisation, scale * dB + shift
  std::vector<float> mel_shift;  ///< [kMels]
  LinearLayer squares;           ///< of a square, frame by frame, to a token
  Matrix<float> places;          ///< [kTokens, kWidth]: what is added to tell where a square was
  std::array<CedBlock, ced::kBlocks> blocks;
  LayerNorm tokens_norm;
  LayerNorm mean_norm;
  LinearLayer tags;
};

/// @param onnx  a file that check_onnx takes
/// @throws BundleError  it is not CED-tiny as tools/ced_to_onnx.py writes it: naming the first
/// constant
///                      that is missing or has another shape, or saying that its operators are
///                      others
[[nodiscard]] CedWeights read_ced_weights(std::span<const std::byte> onnx);

}  // namespace earmark::inference
