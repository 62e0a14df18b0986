#pragma once

#include <onnx/onnx_pb.h>

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace earmark::ml_onnx {

/// An empty model with the input, the output and the metadata that all exports have.
[[nodiscard]] onnx::ModelProto make_model(const std::string& name, std::size_t n_features,
                                          std::size_t n_classes,
                                          const std::vector<std::string>& genres,
                                          const std::string& input = "features");

/// Appends what makes "probabilities" of a row of scores in double.
void add_softmax(onnx::ModelProto& model, const std::string& scores);

/// Appends a node to the graph.
onnx::NodeProto& add_node(onnx::ModelProto& model, const std::string& op_type,
                          const std::vector<std::string>& inputs,
                          const std::vector<std::string>& outputs, const std::string& domain = "");

void set_int(onnx::NodeProto& node, const std::string& name, std::int64_t value);
void set_string(onnx::NodeProto& node, const std::string& name, const std::string& value);
void set_ints(onnx::NodeProto& node, const std::string& name, std::span<const std::int64_t> values);
void set_floats(onnx::NodeProto& node, const std::string& name, std::span<const float> values);
void set_strings(onnx::NodeProto& node, const std::string& name,
                 std::span<const std::string> values);

/// Appends a constant of doubles.
void add_constant(onnx::ModelProto& model, const std::string& name,
                  std::span<const std::int64_t> shape, std::span<const double> values);

}  // namespace earmark::ml_onnx
