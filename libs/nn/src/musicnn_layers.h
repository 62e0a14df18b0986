#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "earmark/nn/musicnn_weights.h"

namespace earmark::nn {

/// A convolution of the trunk by the extent of its kernel.
struct MusicnnConvolution {
  std::string_view name;
  std::int64_t n_time;
  std::int64_t n_bands;
};

/// Side by side over the image; their maxima over the bands are joined.
inline constexpr std::array<MusicnnConvolution, 5> kMusicnnFront{{{"timbral1", 7, 38},
                                                                  {"timbral2", 7, 67},
                                                                  {"temporal1", 128, 1},
                                                                  {"temporal2", 64, 1},
                                                                  {"temporal3", 32, 1}}};
/// One after the other; the second and third add their input.
inline constexpr std::array<MusicnnConvolution, 3> kMusicnnMiddle{
    {{"middle1", 7, 1}, {"middle2", 7, 1}, {"middle3", 7, 1}}};

/// What turns an input into an embedding, in the graph's order.
inline constexpr std::string_view kMusicnnOperators =
    "Unsqueeze BatchNormalization "
    "Conv Relu BatchNormalization MaxPool Conv Relu BatchNormalization MaxPool "
    "Conv Relu BatchNormalization MaxPool Conv Relu BatchNormalization MaxPool "
    "Conv Relu BatchNormalization MaxPool Concat "
    "Conv Add Relu BatchNormalization Conv Relu BatchNormalization Add "
    "Conv Relu BatchNormalization Add "
    "Concat GlobalMaxPool GlobalAveragePool Concat Flatten BatchNormalization "
    "Gemm Relu BatchNormalization Gemm Concat";

/// Numbers of channels and values, which are free.
struct MusicnnSizes {
  std::array<std::int64_t, kMusicnnFront.size()> front{};
  std::int64_t middle = 0;
  std::int64_t penultimate = 0;
  std::int64_t tags = 0;
};

/// The shape of each array of a network of these sizes.
[[nodiscard]] std::map<std::string, std::vector<std::int64_t>> musicnn_shapes(
    const MusicnnSizes& sizes);

/// What is wrong with the arrays or the tags, as the end of a sentence that begins with the file's
/// name; "" where all is well.
[[nodiscard]] std::string fault_of(const MusicnnWeights& weights);

/// Such as "[23, 1, 7, 38]".
[[nodiscard]] std::string shape_text(const std::vector<std::int64_t>& shape);

}  // namespace earmark::nn
