#pragma once

#include <cstddef>
#include <memory>
#include <span>

#include "earmark/inference/trunk.h"
#include "onnx_check.h"

namespace earmark::inference {

/// The trunk CED, computed by kernels of our own: there is nothing to compile when it is loaded.
///
/// @param onnx      a file that check_onnx takes
/// @param metadata  what check_onnx gives: "tags" are the names of the last values
/// @throws BundleError  as read_ced_weights()
[[nodiscard]] std::unique_ptr<const Trunk> load_ced_trunk(std::span<const std::byte> onnx,
                                                          const OnnxMetadata& metadata);

}  // namespace earmark::inference
