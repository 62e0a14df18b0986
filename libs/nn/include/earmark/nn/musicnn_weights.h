#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

/// The trunk musicnn: MSD_musicnn of Pons and Serra 2019, without the channels of its front that
/// died in training (tools/musicnn_to_onnx.py). Here its file's arrays are read and replaced.
namespace earmark::nn {

/// A patch is the log-mel spectrogram features::musicnn_patch() describes: 187 frames of 96 bands.
inline constexpr std::int64_t kMusicnnFrames = 187;
inline constexpr std::int64_t kMusicnnBands = 96;
inline constexpr std::size_t kMusicnnPatchSize = std::size_t{kMusicnnFrames} * kMusicnnBands;

struct NamedArray {
  std::vector<std::int64_t> shape;
  std::vector<float> values;  ///< in C order, product of the shape

  bool operator==(const NamedArray&) const = default;
};

/// Everything the trunk consists of. An array's name is its layer's and what it is there, such as
/// "timbral1.kernel", in ONNX's layouts: convolutions [out, in, time, band], dense layers
/// [in, out]. "middle1.frame_bias", [1, out, 187, 1], is what the dead channels add to each frame:
/// a constant, not to be trained.
struct MusicnnWeights {
  std::map<std::string, NamedArray> arrays;
  std::vector<std::string> tags;  ///< names of the last values of an embedding

  bool operator==(const MusicnnWeights&) const = default;
};

/// Length of an embedding: two values for each channel of front and middle, the penultimate layer,
/// the logits of the tags; 762 for the shipped trunk. @param weights  as parse_musicnn() gives them
[[nodiscard]] std::size_t n_embedding_values(const MusicnnWeights& weights);

/// The arrays of a trunk's ONNX file. The layers may have any numbers of channels that fit each
/// other.
///
/// @param name  stands for the file in messages
/// @throws BundleError  no ONNX file, another network, arrays that do not fit each other, or a
///                      value that is not finite
[[nodiscard]] MusicnnWeights parse_musicnn(std::span<const std::byte> onnx,
                                           const std::string& name);

/// The file `original` with other values in its arrays: graph, shapes and metadata stay, and with
/// the file's own weights so does every byte of a file that tools/musicnn_to_onnx.py wrote.
///
/// @throws BundleError            as parse_musicnn() for `original`
/// @throws std::invalid_argument  arrays of other names or shapes than the file's, other tags, or
///                                a value that is not finite
[[nodiscard]] std::string musicnn_to_onnx(std::span<const std::byte> original,
                                          const MusicnnWeights& weights);

}  // namespace earmark::nn
