#include "earmark/nn/onnx_writer.h"

#include <onnx/onnx_pb.h>

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <stdexcept>

#include "earmark/base/join.h"
#include "earmark/ml/model_names.h"
#include "earmark/nn/cnn_shape.h"

namespace earmark::nn {
namespace {

using Ints = std::vector<std::int64_t>;

constexpr int kIrVersion = 8;
constexpr int kOpset = 13;

// Grows a graph whose every node takes the value before it and weights by name.
class Chain {
 public:
  Chain(onnx::GraphProto& graph, std::string input) : graph_{graph}, value_{std::move(input)} {}

  onnx::NodeProto& then(const std::string& op, std::initializer_list<std::string> weights = {}) {
    onnx::NodeProto& node = *graph_.add_node();
    node.set_op_type(op);
    node.set_name(op + "_" + std::to_string(graph_.node_size()));
    node.add_input(value_);
    for (const std::string& name : weights) {
      node.add_input(name);
    }
    value_ = node.name() + "_out";
    node.add_output(value_);
    return node;
  }

  void ends_as(const std::string& name) {
    graph_.mutable_node(graph_.node_size() - 1)->set_output(0, name);
  }

 private:
  onnx::GraphProto& graph_;
  std::string value_;
};

void set_attribute(onnx::NodeProto& node, const std::string& name, const Ints& ints) {
  onnx::AttributeProto& attribute = *node.add_attribute();
  attribute.set_name(name);
  attribute.set_type(onnx::AttributeProto::INTS);
  attribute.mutable_ints()->Add(ints.begin(), ints.end());
}

void set_attribute(onnx::NodeProto& node, const std::string& name, std::int64_t value) {
  onnx::AttributeProto& attribute = *node.add_attribute();
  attribute.set_name(name);
  attribute.set_type(onnx::AttributeProto::INT);
  attribute.set_i(value);
}

void set_attribute(onnx::NodeProto& node, const std::string& name, float value) {
  onnx::AttributeProto& attribute = *node.add_attribute();
  attribute.set_name(name);
  attribute.set_type(onnx::AttributeProto::FLOAT);
  attribute.set_f(value);
}

void add_weights(onnx::GraphProto& graph, const std::string& name, const Ints& shape,
                 std::span<const float> values) {
  onnx::TensorProto& tensor = *graph.add_initializer();
  tensor.set_name(name);
  tensor.set_data_type(onnx::TensorProto::FLOAT);
  tensor.mutable_dims()->Add(shape.begin(), shape.end());
  tensor.mutable_float_data()->Add(values.begin(), values.end());
}

void add_shape(onnx::GraphProto& graph, const std::string& name, const Ints& shape) {
  onnx::TensorProto& tensor = *graph.add_initializer();
  tensor.set_name(name);
  tensor.set_data_type(onnx::TensorProto::INT64);
  tensor.add_dims(static_cast<std::int64_t>(shape.size()));
  tensor.mutable_int64_data()->Add(shape.begin(), shape.end());
}

// A float tensor whose first dimension is free.
void describe(onnx::ValueInfoProto& value, const std::string& name, const Ints& shape) {
  value.set_name(name);
  auto& type = *value.mutable_type()->mutable_tensor_type();
  type.set_elem_type(onnx::TensorProto::FLOAT);
  type.mutable_shape()->add_dim()->set_dim_param("N");
  for (const std::int64_t size : shape) {
    type.mutable_shape()->add_dim()->set_dim_value(size);
  }
}

// Keras' [3, 3, in, out] as ONNX' [out, in, 3, 3].
std::vector<float> channels_first(std::span<const float> kernel, std::size_t n_in,
                                  std::size_t n_out) {
  std::vector<float> out(kernel.size());
  for (std::size_t i = 0; i < kernel.size(); ++i) {
    const std::size_t tap = i / (n_in * n_out);
    const std::size_t in = i / n_out % n_in;
    out[(i % n_out * n_in + in) * kKernel * kKernel + tap] = kernel[i];
  }
  return out;
}

void add_convolution(onnx::GraphProto& graph, Chain& chain, const std::string& name,
                     std::span<const float> kernel, std::span<const float> bias, std::size_t n_in) {
  add_weights(
      graph, name + "_kernel",
      {static_cast<std::int64_t>(bias.size()), static_cast<std::int64_t>(n_in), kKernel, kKernel},
      channels_first(kernel, n_in, bias.size()));
  add_weights(graph, name + "_bias", {static_cast<std::int64_t>(bias.size())}, bias);
  set_attribute(chain.then("Conv", {name + "_kernel", name + "_bias"}), "kernel_shape",
                Ints{kKernel, kKernel});
  chain.then("Relu");
  onnx::NodeProto& pool = chain.then("MaxPool");
  set_attribute(pool, "kernel_shape", Ints{2, 2});
  set_attribute(pool, "strides", Ints{2, 2});
  set_attribute(pool, "ceil_mode", std::int64_t{1});
}

void add_dense(onnx::GraphProto& graph, Chain& chain, const std::string& name,
               std::span<const float> kernel, std::span<const float> bias) {
  const auto n_out = static_cast<std::int64_t>(bias.size());
  add_weights(graph, name + "_kernel", {static_cast<std::int64_t>(kernel.size()) / n_out, n_out},
              kernel);
  add_weights(graph, name + "_bias", {n_out}, bias);
  chain.then("Gemm", {name + "_kernel", name + "_bias"});
}

void add_input(onnx::GraphProto& graph, Chain& chain, const CnnWeights& weights) {
  if (!weights.input_mean.empty()) {
    add_weights(graph, "input_mean", {kNCoefficients}, weights.input_mean);
    add_weights(graph, "input_scale", {kNCoefficients}, weights.input_scale);
    chain.then("Sub", {"input_mean"});
    chain.then("Mul", {"input_scale"});
  }
  add_shape(graph, "image_shape", {-1, 1, kNFrames, kNCoefficients});
  chain.then("Reshape", {"image_shape"});
  add_weights(graph, "gamma", {1}, {&weights.gamma, 1});
  add_weights(graph, "beta", {1}, {&weights.beta, 1});
  add_weights(graph, "moving_mean", {1}, {&weights.moving_mean, 1});
  add_weights(graph, "moving_variance", {1}, {&weights.moving_variance, 1});
  set_attribute(
      chain.then("BatchNormalization", {"gamma", "beta", "moving_mean", "moving_variance"}),
      "epsilon", static_cast<float>(kBatchNormEpsilon));
}

void add_metadata(onnx::ModelProto& model, const std::string& key, const std::string& value) {
  onnx::StringStringEntryProto& entry = *model.add_metadata_props();
  entry.set_key(key);
  entry.set_value(value);
}

}  // namespace

std::string cnn_to_onnx(const CnnWeights& weights, const std::vector<std::string>& genres,
                        const std::map<std::string, std::string>& metadata) {
  validate(weights);
  if (genres.size() != weights.n_classes) {
    throw std::invalid_argument("cnn_to_onnx: genres must be one a class");
  }
  if (!ml::are_genre_names(genres)) {
    throw std::invalid_argument("cnn_to_onnx: genres must be different ml::is_genre_name");
  }
  onnx::ModelProto model;
  model.set_ir_version(kIrVersion);
  model.set_producer_name("earmark");
  onnx::OperatorSetIdProto& opset = *model.add_opset_import();
  opset.set_domain("");
  opset.set_version(kOpset);
  onnx::GraphProto& graph = *model.mutable_graph();
  graph.set_name("earmark_cnn");
  describe(*graph.add_input(), "mfcc", {kNFrames, kNCoefficients});
  describe(*graph.add_output(), "probabilities", {static_cast<std::int64_t>(genres.size())});

  Chain chain{graph, "mfcc"};
  add_input(graph, chain, weights);
  add_convolution(graph, chain, "conv1", weights.conv1_kernel, weights.conv1_bias, 1);
  add_convolution(graph, chain, "conv2", weights.conv2_kernel, weights.conv2_bias, kConv1Channels);
  set_attribute(chain.then("Transpose"), "perm", Ints{0, 2, 3, 1});
  set_attribute(chain.then("Flatten"), "axis", std::int64_t{1});
  add_dense(graph, chain, "dense1", weights.dense1_kernel, weights.dense1_bias);
  chain.then("Relu");
  add_dense(graph, chain, "dense2", weights.dense2_kernel, weights.dense2_bias);
  chain.then("Relu");
  add_dense(graph, chain, "dense3", weights.dense3_kernel, weights.dense3_bias);
  set_attribute(chain.then("Softmax"), "axis", std::int64_t{1});
  chain.ends_as("probabilities");

  add_metadata(model, "genres", join(genres, ","));
  for (const auto& [key, value] : metadata) {
    add_metadata(model, key, value);
  }
  return model.SerializeAsString();
}

}  // namespace earmark::nn
