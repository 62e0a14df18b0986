#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace earmark::inference {

struct OnnxLimits;

/// Refuses a TensorProto that is not what protobuf's parser and its own shape say alike: floats or
/// 64-bit numbers, held in one field of their own type or as raw data, as many as its sides say.
///
/// @throws BundleError  naming what was met
void check_onnx_tensor(std::span<const std::byte> message, const OnnxLimits& limits);

}  // namespace earmark::inference
