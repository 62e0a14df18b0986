#pragma once

#include <cstddef>
#include <span>
#include <string>

namespace earmark::cli {

/// A model's kind by its content: FlatBuffers say it in bytes 4 to 7, the rest is taken for ONNX.
[[nodiscard]] std::string kind_of(std::span<const std::byte> bytes);

/// What the file of a model of this kind ends with in a bundle, such as ".forest".
[[nodiscard]] std::string extension_of(const std::string& kind);

}  // namespace earmark::cli
