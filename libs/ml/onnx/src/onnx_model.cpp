#include "onnx_model.h"

#include <stdexcept>

#include "earmark/base/join.h"
#include "earmark/ml/model_names.h"

namespace earmark::ml_onnx {
namespace {

constexpr std::int64_t kOpset = 13;
constexpr std::int64_t kMlOpset = 1;
constexpr std::int64_t kIrVersion = 7;

void set_tensor_type(onnx::ValueInfoProto& value, const std::string& name, std::size_t n_cols) {
  value.set_name(name);
  auto& type = *value.mutable_type()->mutable_tensor_type();
  type.set_elem_type(onnx::TensorProto::FLOAT);
  type.mutable_shape()->add_dim()->set_dim_param("n_rows");
  type.mutable_shape()->add_dim()->set_dim_value(static_cast<std::int64_t>(n_cols));
}

onnx::AttributeProto& add_attribute(onnx::NodeProto& node, const std::string& name,
                                    onnx::AttributeProto::AttributeType type) {
  auto& attribute = *node.add_attribute();
  attribute.set_name(name);
  attribute.set_type(type);
  return attribute;
}

}  // namespace

onnx::ModelProto make_model(const std::string& name, std::size_t n_features, std::size_t n_classes,
                            const std::vector<std::string>& genres, const std::string& input) {
  if (genres.size() != n_classes) {
    throw std::invalid_argument("to_onnx: genres must be one a class");
  }
  ml::check_genre_names(genres);
  onnx::ModelProto model;
  model.set_ir_version(kIrVersion);
  model.set_producer_name("earmark");
  auto& standard = *model.add_opset_import();
  standard.set_domain("");
  standard.set_version(kOpset);
  auto& trees = *model.add_opset_import();
  trees.set_domain("ai.onnx.ml");
  trees.set_version(kMlOpset);
  model.mutable_graph()->set_name(name);
  set_tensor_type(*model.mutable_graph()->add_input(), input, n_features);
  set_tensor_type(*model.mutable_graph()->add_output(), "probabilities", n_classes);
  auto& names = *model.add_metadata_props();
  names.set_key("genres");
  names.set_value(join(genres, ","));
  return model;
}

onnx::NodeProto& add_node(onnx::ModelProto& model, const std::string& op_type,
                          const std::vector<std::string>& inputs,
                          const std::vector<std::string>& outputs, const std::string& domain) {
  auto& node = *model.mutable_graph()->add_node();
  node.set_op_type(op_type);
  node.set_name(outputs.back());
  node.set_domain(domain);
  for (const auto& input : inputs) {
    node.add_input(input);
  }
  for (const auto& output : outputs) {
    node.add_output(output);
  }
  return node;
}

void add_softmax(onnx::ModelProto& model, const std::string& scores) {
  set_int(add_node(model, "Softmax", {scores}, {"wide_probabilities"}), "axis", 1);
  set_int(add_node(model, "Cast", {"wide_probabilities"}, {"probabilities"}), "to",
          onnx::TensorProto::FLOAT);
}

void set_int(onnx::NodeProto& node, const std::string& name, std::int64_t value) {
  add_attribute(node, name, onnx::AttributeProto::INT).set_i(value);
}

void set_string(onnx::NodeProto& node, const std::string& name, const std::string& value) {
  add_attribute(node, name, onnx::AttributeProto::STRING).set_s(value);
}

void set_ints(onnx::NodeProto& node, const std::string& name,
              std::span<const std::int64_t> values) {
  add_attribute(node, name, onnx::AttributeProto::INTS)
      .mutable_ints()
      ->Add(values.begin(), values.end());
}

void set_floats(onnx::NodeProto& node, const std::string& name, std::span<const float> values) {
  add_attribute(node, name, onnx::AttributeProto::FLOATS)
      .mutable_floats()
      ->Add(values.begin(), values.end());
}

void set_strings(onnx::NodeProto& node, const std::string& name,
                 std::span<const std::string> values) {
  auto& attribute = add_attribute(node, name, onnx::AttributeProto::STRINGS);
  for (const auto& value : values) {
    attribute.add_strings(value);
  }
}

void add_constant(onnx::ModelProto& model, const std::string& name,
                  std::span<const std::int64_t> shape, std::span<const double> values) {
  auto& tensor = *model.mutable_graph()->add_initializer();
  tensor.set_name(name);
  tensor.set_data_type(onnx::TensorProto::DOUBLE);
  tensor.mutable_dims()->Add(shape.begin(), shape.end());
  tensor.mutable_double_data()->Add(values.begin(), values.end());
}

}  // namespace earmark::ml_onnx
