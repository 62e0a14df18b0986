#pragma once

#include <cstddef>
#include <memory>
#include <span>

#include "earmark/features/log_mel_patch.h"
#include "earmark/inference/trunk.h"
#include "onnx_check.h"

namespace earmark::inference {

/// Any trunk, computed by OpenVINO.
///
/// @param onnx       a file that check_onnx takes
/// @param patch      what the trunk hears
/// @param metadata   what check_onnx gives: "tags" are the names of the last values
/// @param n_threads  calls of embed() that run side by side; more wait
/// @throws BundleError  other inputs or outputs, or what OpenVINO refuses
[[nodiscard]] std::unique_ptr<const Trunk> load_openvino_trunk(
    std::span<const std::byte> onnx, const features::LogMelPatchConfig& patch,
    const OnnxMetadata& metadata, std::size_t n_threads);

}  // namespace earmark::inference
