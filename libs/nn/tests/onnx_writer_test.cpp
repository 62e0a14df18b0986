#include "earmark/nn/onnx_writer.h"

#include <gtest/gtest.h>
#include <onnx/checker.h>
#include <onnx/onnx_pb.h>

#include <map>
#include <stdexcept>
#include <string>

#include "earmark/nn/cnn_shape.h"
#include "earmark/nn/train_cnn.h"
#include "synthetic_segments.h"

namespace earmark::nn {
namespace {

CnnWeights some_weights(bool standardize) {
  const test::SyntheticSegments data{8, 2, 1};
  CnnConfig config;
  config.epochs = 1;
  config.standardize = standardize;
  return train_cnn(data.view(), {}, 2, config).weights;
}

onnx::ModelProto parsed(const std::string& bytes) {
  onnx::ModelProto model;
  EXPECT_TRUE(model.ParseFromString(bytes));
  return model;
}

TEST(OnnxWriter, WritesAModelThatOnnxItselfAccepts) {
  for (const bool standardize : {false, true}) {
    const auto model = parsed(cnn_to_onnx(some_weights(standardize), {"jazz", "rock"}));
    EXPECT_NO_THROW(onnx::checker::check_model(model));
  }
}

TEST(OnnxWriter, NamesAndShapesAreTheContracts) {
  const auto model = parsed(cnn_to_onnx(some_weights(false), {"jazz", "rock"}, {{"recipe", "1"}}));
  ASSERT_EQ(model.graph().input_size(), 1);
  const auto& input = model.graph().input(0);
  EXPECT_EQ(input.name(), "mfcc");
  const auto& shape = input.type().tensor_type().shape();
  ASSERT_EQ(shape.dim_size(), 3);
  EXPECT_EQ(shape.dim(0).dim_param(), "N");
  EXPECT_EQ(shape.dim(1).dim_value(), 130);
  EXPECT_EQ(shape.dim(2).dim_value(), 13);
  ASSERT_EQ(model.graph().output_size(), 1);
  EXPECT_EQ(model.graph().output(0).name(), "probabilities");
  EXPECT_EQ(model.graph().output(0).type().tensor_type().shape().dim(1).dim_value(), 2);
  std::map<std::string, std::string> metadata;
  for (const auto& entry : model.metadata_props()) {
    metadata[entry.key()] = entry.value();
  }
  EXPECT_EQ(metadata["genres"], "jazz,rock");
  EXPECT_EQ(metadata["recipe"], "1");
}

TEST(OnnxWriter, UsesFewOperatorsAndNoExternalData) {
  const auto model = parsed(cnn_to_onnx(some_weights(true), {"jazz", "rock"}));
  std::string operators;
  for (const auto& node : model.graph().node()) {
    operators += node.op_type() + " ";
  }
  EXPECT_EQ(operators,
            "Sub Mul Reshape BatchNormalization Conv Relu MaxPool Conv Relu MaxPool Transpose "
            "Flatten Gemm Relu Gemm Relu Gemm Softmax ");
  for (const auto& tensor : model.graph().initializer()) {
    EXPECT_EQ(tensor.external_data_size(), 0);
  }
}

TEST(OnnxWriter, RefusesWhatDoesNotFit) {
  CnnWeights weights = some_weights(false);
  EXPECT_THROW((void)cnn_to_onnx(weights, {"jazz"}), std::invalid_argument);
  EXPECT_THROW((void)cnn_to_onnx(weights, {"jazz", "rock,pop"}), std::invalid_argument);
  EXPECT_THROW((void)cnn_to_onnx(weights, {"jazz", "jazz"}), std::invalid_argument);
  weights.conv1_bias.pop_back();
  EXPECT_THROW((void)cnn_to_onnx(weights, {"jazz", "rock"}), std::invalid_argument);
}

}  // namespace
}  // namespace earmark::nn
