#pragma once

#include <onnx/onnx_pb.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "earmark/base/file_bytes.h"
#include "earmark/base/rng.h"
#include "earmark/nn/musicnn_weights.h"
#include "musicnn_layers.h"

namespace earmark::nn::test {

inline std::vector<std::byte> shipped_file(const std::string& name) {
  return read_file(std::filesystem::path{EARMARK_SHIPPED_BUNDLE} / name);
}

/// A network of the trunk's kind, with few channels and random weights of its layers' scale.
inline MusicnnWeights small_musicnn(std::uint64_t seed) {
  const MusicnnSizes sizes{.front = {3, 2, 1, 2, 1}, .middle = 4, .penultimate = 6, .tags = 3};
  Rng rng{seed};
  MusicnnWeights weights{{}, {"loud", "soft", "odd"}};
  for (const auto& [name, shape] : musicnn_shapes(sizes)) {
    NamedArray array{shape, {}};
    std::size_t n = 1;
    for (const std::int64_t size : shape) {
      n *= static_cast<std::size_t>(size);
    }
    const bool is_kernel = name.ends_with(".kernel");
    const auto n_out = static_cast<double>(name.starts_with("penultimate") ? 6 : shape[0]);
    const double spread = is_kernel ? 1.0 / std::sqrt(static_cast<double>(n) / n_out) : 0.1;
    const bool near_one = name.ends_with(".scale") || name.ends_with(".variance");
    for (std::size_t i = 0; i < n; ++i) {
      array.values.push_back(static_cast<float>(spread * rng.normal() + (near_one ? 1.0 : 0.0)));
    }
    weights.arrays[name] = std::move(array);
  }
  // In the midst of what the tests' patches hold, so that no channel is always negative.
  weights.arrays["input.norm.mean"].values[0] = 1.5F;
  return weights;
}

/// The shipped trunk as a message, to be changed.
inline onnx::ModelProto shipped_model() {
  const auto bytes = shipped_file("musicnn.onnx");
  onnx::ModelProto model;
  model.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
  return model;
}

inline std::vector<std::byte> bytes_of(const std::string& text) {
  const auto bytes = std::as_bytes(std::span{text});
  return {bytes.begin(), bytes.end()};
}

/// A trunk's file with these weights, of whatever sizes.
inline std::vector<std::byte> file_of(const MusicnnWeights& weights) {
  onnx::ModelProto model = shipped_model();
  for (auto& tensor : *model.mutable_graph()->mutable_initializer()) {
    if (tensor.data_type() != onnx::TensorProto::FLOAT) {
      continue;
    }
    const NamedArray& array = weights.arrays.at(tensor.name());
    tensor.mutable_dims()->Assign(array.shape.begin(), array.shape.end());
    const auto raw = std::as_bytes(std::span{array.values});
    tensor.set_raw_data(raw.data(), raw.size());
  }
  std::string tags;
  for (const std::string& tag : weights.tags) {
    tags += (tags.empty() ? "" : ",") + tag;
  }
  for (auto& entry : *model.mutable_metadata_props()) {
    if (entry.key() == "tags") {
      entry.set_value(tags);
    }
  }
  return bytes_of(model.SerializeAsString());
}

}  // namespace earmark::nn::test
