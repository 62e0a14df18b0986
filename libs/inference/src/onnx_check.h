#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>

namespace earmark::inference {

/// Limits of a network file; a model of ours is far below them.
struct OnnxLimits {
  std::size_t max_bytes = std::size_t{1} << 27U;
  std::size_t max_nodes = 1000;
  std::size_t max_tensors = 1000;
  std::size_t max_dims = 8;
  std::int64_t max_attribute = 4096;  ///< kernel sizes, strides, pads, axes
};

/// What a network's file says of itself, by key, such as "genres" and "recipe".
using OnnxMetadata = std::map<std::string, std::string>;

/// Refuses an ONNX file that could do anything but compute a small feed-forward network: other
/// operators than the known ones, subgraphs, functions, sparse or external data, tensors whose
/// bytes do not fit their shape, numbers beyond the limits. Reads protobuf's bytes itself, so that
/// nothing of the file reaches a larger parser unseen, and takes only what that parser sees alike:
/// fields that ONNX knows, in their own wire types, none that would be merged.
///
/// @throws BundleError  naming what was met
OnnxMetadata check_onnx(std::span<const std::byte> bytes, const OnnxLimits& limits = {});

}  // namespace earmark::inference
