#include "earmark/nn/musicnn_weights.h"

#include <onnx/onnx_pb.h>

#include <bit>
#include <cstring>
#include <limits>
#include <sstream>
#include <stdexcept>

#include "earmark/base/errors.h"
#include "musicnn_layers.h"

namespace earmark::nn {
namespace {

static_assert(std::endian::native == std::endian::little, "raw data of ONNX is little-endian");

[[noreturn]] void refuse(const std::string& name, const std::string& fault) {
  throw BundleError(name + " is not the network of a trunk of kind \"musicnn\": " + fault + ".");
}

onnx::ModelProto parse_model(std::span<const std::byte> bytes, const std::string& name) {
  onnx::ModelProto model;
  const bool fits = bytes.size() <= static_cast<std::size_t>(std::numeric_limits<int>::max());
  if (!fits || !model.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    refuse(name, "it is not an ONNX file, or is cut off");
  }
  return model;
}

std::vector<std::string> tags_of(const onnx::ModelProto& model) {
  std::vector<std::string> tags;
  for (const auto& entry : model.metadata_props()) {
    if (entry.key() == "tags") {
      std::istringstream names{entry.value()};
      for (std::string tag; std::getline(names, tag, ',');) {
        tags.push_back(tag);
      }
    }
  }
  return tags;
}

NamedArray array_of(const onnx::TensorProto& tensor, const std::string& name) {
  NamedArray array{{tensor.dims().begin(), tensor.dims().end()}, {}};
  const std::string& raw = tensor.raw_data();
  std::size_t left = raw.size() / sizeof(float);
  for (const std::int64_t size : array.shape) {
    // Divided, not multiplied: a product of what a file says may overflow.
    left = size > 0 && left % static_cast<std::size_t>(size) == 0
               ? left / static_cast<std::size_t>(size)
               : 0;
  }
  if (left != 1 || raw.size() % sizeof(float) != 0) {
    refuse(name, "its array \"" + tensor.name() + "\" has " + std::to_string(raw.size()) +
                     " bytes for the shape " + shape_text(array.shape));
  }
  array.values.resize(raw.size() / sizeof(float));
  std::memcpy(array.values.data(), raw.data(), raw.size());
  return array;
}

// The graph's own constants, such as axes, are whole numbers.
bool is_weight(const onnx::TensorProto& tensor) {
  return tensor.data_type() == onnx::TensorProto::FLOAT;
}

void check_graph(const onnx::GraphProto& graph, const std::string& name) {
  std::string operators;
  for (const auto& node : graph.node()) {
    operators += (operators.empty() ? "" : " ") + node.op_type();
  }
  if (operators != kMusicnnOperators) {
    refuse(name, "its operators are others");
  }
  if (graph.input_size() != 1 || graph.input(0).name() != "log_mel" || graph.output_size() != 1 ||
      graph.output(0).name() != "embedding") {
    refuse(name, "it does not turn \"log_mel\" into \"embedding\"");
  }
}

MusicnnWeights weights_of(const onnx::ModelProto& model, const std::string& name) {
  check_graph(model.graph(), name);
  MusicnnWeights weights{{}, tags_of(model)};
  for (const auto& tensor : model.graph().initializer()) {
    if (is_weight(tensor) &&
        !weights.arrays.emplace(tensor.name(), array_of(tensor, name)).second) {
      refuse(name, "it has two arrays \"" + tensor.name() + "\"");
    }
  }
  if (const std::string fault = fault_of(weights); !fault.empty()) {
    refuse(name, fault);
  }
  return weights;
}

bool same_shapes(const MusicnnWeights& a, const MusicnnWeights& b) {
  return std::ranges::equal(a.arrays, b.arrays, [](const auto& left, const auto& right) {
    return left.first == right.first && left.second.shape == right.second.shape &&
           left.second.values.size() == right.second.values.size();
  });
}

}  // namespace

std::size_t n_embedding_values(const MusicnnWeights& weights) {
  return weights.arrays.at("pooled.norm.mean").values.size() +
         weights.arrays.at("penultimate.bias").values.size() +
         weights.arrays.at("tags.bias").values.size();
}

MusicnnWeights parse_musicnn(std::span<const std::byte> onnx, const std::string& name) {
  return weights_of(parse_model(onnx, name), name);
}

std::string musicnn_to_onnx(std::span<const std::byte> original, const MusicnnWeights& weights) {
  const std::string name = "the original";
  onnx::ModelProto model = parse_model(original, name);
  const MusicnnWeights old = weights_of(model, name);
  if (old.tags != weights.tags || !same_shapes(old, weights)) {
    throw std::invalid_argument(
        "musicnn_to_onnx: weights must have the arrays and tags of the original");
  }
  if (const std::string fault = fault_of(weights); !fault.empty()) {
    throw std::invalid_argument("musicnn_to_onnx: weights must be sound, but " + fault);
  }
  for (auto& tensor : *model.mutable_graph()->mutable_initializer()) {
    if (is_weight(tensor)) {
      const std::vector<float>& values = weights.arrays.at(tensor.name()).values;
      std::string& raw = *tensor.mutable_raw_data();
      std::memcpy(raw.data(), values.data(), raw.size());
    }
  }
  return model.SerializeAsString();
}

}  // namespace earmark::nn
