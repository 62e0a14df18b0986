#include "onnx_check.h"

#include <gtest/gtest.h>

#include <span>
#include <string>

#include "earmark/base/errors.h"
#include "onnx_bytes.h"

namespace earmark::inference {
namespace {

using test::fixed32;
using test::message;
using test::number;
using test::varint;

std::string tensor(std::uint64_t dim, std::size_t n_bytes, const std::string& more = "") {
  return number(1, dim) + number(2, 1) + message(9, std::string(n_bytes, '\0')) + more;
}

std::string node(const std::string& op_type, const std::string& more = "") {
  return message(1, message(4, op_type) + more);
}

std::string model(const std::string& graph, const std::string& more = "") {
  return message(7, graph + message(11, "") + message(12, "")) + more;
}

void check(const std::string& bytes, const OnnxLimits& limits = {}) {
  (void)check_onnx(std::as_bytes(std::span{bytes}), limits);
}

std::string refusal(const std::string& bytes, const OnnxLimits& limits = {}) {
  try {
    check(bytes, limits);
  } catch (const BundleError& error) {
    return error.what();
  }
  return "";
}

TEST(CheckOnnx, TakesAFeedForwardNetwork) {
  EXPECT_EQ(refusal(model(node("Conv", message(5, number(3, 2))) + node("Relu") +
                          message(5, tensor(4, 16)))),
            "");
}

TEST(CheckOnnx, RefusesOtherOperatorsAndDomains) {
  EXPECT_NE(refusal(model(node("Loop"))), "");
  EXPECT_NE(refusal(model(node("Relu", message(7, "com.evil")))), "");
  EXPECT_EQ(refusal(model(node("Relu", message(7, "ai.onnx")))), "");
}

TEST(CheckOnnx, RefusesDataOutsideTheFile) {
  EXPECT_NE(refusal(model(message(5, tensor(4, 16, message(13, "x"))))), "");
  EXPECT_NE(refusal(model(message(5, tensor(4, 16, number(14, 1))))), "");
}

TEST(CheckOnnx, RefusesTensorsThatDoNotFitTheirShape) {
  EXPECT_NE(refusal(model(message(5, tensor(5, 16)))), "");
  EXPECT_NE(refusal(model(message(5, tensor(~std::uint64_t{0}, 16)))), "");
  const std::string many_dims = number(1, 1U << 26U) + number(1, 1U << 26U) + number(1, 1U << 26U);
  EXPECT_NE(refusal(model(message(5, many_dims + number(2, 1)))), "");
}

std::string tensor_refusal(const std::string& tensor) { return refusal(model(message(5, tensor))); }

const std::string kFloats = number(2, 1);
const std::string kInt64s = number(2, 7);

TEST(CheckOnnx, TakesATensorInEachOfItsForms) {
  const std::string four(16, '\0');
  EXPECT_EQ(tensor_refusal(number(1, 4) + kFloats + message(9, four)), "");
  EXPECT_EQ(tensor_refusal(number(1, 4) + kFloats + message(4, four)), "");
  EXPECT_EQ(tensor_refusal(number(1, 2) + kFloats + fixed32(4, 1) + fixed32(4, 1)), "");
  EXPECT_EQ(tensor_refusal(message(1, varint(2) + varint(2)) + kFloats + message(4, four)), "");
  EXPECT_EQ(tensor_refusal(number(1, 2) + kInt64s + message(7, varint(1) + varint(300))), "");
  EXPECT_EQ(tensor_refusal(number(1, 2) + kInt64s + number(7, 1) + number(7, 300)), "");
  EXPECT_EQ(tensor_refusal(number(1, 2) + kInt64s + message(9, four)), "");
  EXPECT_EQ(tensor_refusal(number(1, 0) + kFloats), "");
}

TEST(CheckOnnx, TakesEightBitNumbersAsRawDataAlone) {
  const std::string int8s = number(2, 3);
  EXPECT_EQ(tensor_refusal(number(1, 5) + int8s + message(9, std::string(5, '\x80'))), "");
  EXPECT_EQ(tensor_refusal(number(1, 0) + int8s), "");
  EXPECT_NE(tensor_refusal(number(1, 5) + int8s + message(9, std::string(4, '\0'))), "");
  EXPECT_NE(tensor_refusal(number(1, 5) + int8s + message(9, std::string(20, '\0'))), "");
  EXPECT_NE(tensor_refusal(number(1, 2) + int8s), "");
  EXPECT_NE(tensor_refusal(number(1, 1) + int8s + message(4, std::string(4, '\0'))), "");
  EXPECT_NE(tensor_refusal(number(1, 2) + int8s + message(5, varint(1) + varint(2))), "");
  EXPECT_NE(tensor_refusal(number(1, 2) + int8s + number(7, 1) + number(7, 2)), "");
}

TEST(CheckOnnx, RefusesNumbersOfOtherTypes) {
  for (const std::uint64_t type : {0U, 2U, 4U, 5U, 6U, 8U, 9U, 10U, 11U, 12U, 13U, 16U, 17U}) {
    EXPECT_NE(tensor_refusal(number(1, 0) + number(2, type)), "") << type;
  }
}

TEST(CheckOnnx, TakesTheOperatorsOfTrunks) {
  for (const char* op : {"Cast", "DequantizeLinear", "Gelu", "LayerNormalization", "MatMul",
                         "ReduceMean", "Split", "Sub", "Transpose", "Unsqueeze"}) {
    EXPECT_EQ(refusal(model(node(op))), "") << op;
  }
}

// Protobuf steps over a field whose wire type is not its own.
TEST(CheckOnnx, RefusesFieldsInAWireTypeThatProtobufStepsOver) {
  const std::string data = message(9, std::string(16, '\0'));
  for (const std::string& tensor : {
           fixed32(1, 4) + kFloats + data,                  // dims
           number(1, 4) + fixed32(2, 1) + data,             // data_type
           number(1, 1) + kFloats + number(4, 0),           // float_data
           number(1, 1) + kInt64s + fixed32(7, 0),          // int64_data
           number(1, 4) + kFloats + data + fixed32(14, 0),  // data_location
           number(1, 4) + kFloats + data + number(9, 0),    // raw_data
       }) {
    EXPECT_NE(tensor_refusal(tensor).find("wrong wire type"), std::string::npos)
        << tensor_refusal(tensor);
  }
  EXPECT_NE(refusal(model(node("Conv", message(5, fixed32(3, 2))))), "");
  EXPECT_NE(refusal(model(message(1, number(4, 1)))), "");
  EXPECT_NE(refusal(model(number(5, 1))), "");
  EXPECT_NE(refusal(number(7, 1)), "");
}

TEST(CheckOnnx, RefusesFieldsThatOnnxDoesNotKnow) {
  EXPECT_NE(refusal(model("", message(99, ""))), "");
  EXPECT_NE(tensor_refusal(tensor(4, 16, number(99, 1))), "");
}

TEST(CheckOnnx, RefusesAnAttributeOfTwoTensors) {
  const auto constant = [](const std::string& attribute) {
    return refusal(model(node("Constant", message(5, attribute))));
  };
  EXPECT_EQ(constant(message(5, tensor(4, 16))), "");
  EXPECT_NE(constant(message(5, tensor(4, 16)) + message(5, tensor(4, 16))).find("two tensors"),
            std::string::npos);
}

TEST(CheckOnnx, RefusesDataInTwoFieldsOrOfAnotherType) {
  const std::string two(8, '\0');
  EXPECT_NE(tensor_refusal(number(1, 4) + kFloats + message(9, two) + message(4, two)), "");
  EXPECT_NE(tensor_refusal(number(1, 4) + kFloats + message(9, two) + message(9, two)), "");
  EXPECT_NE(tensor_refusal(number(1, 2) + kFloats + message(9, two) + message(9, two)), "");
  EXPECT_NE(tensor_refusal(number(1, 2) + kFloats + number(7, 0)), "");
  EXPECT_NE(tensor_refusal(number(1, 1) + kFloats + number(7, 0)), "");
  EXPECT_NE(tensor_refusal(number(1, 1) + kInt64s + message(4, two)), "");
  EXPECT_NE(tensor_refusal(number(1, 4) + kFloats), "");
}

TEST(CheckOnnx, ReadsWhatTheFileSaysOfItself) {
  const std::string genres = message(14, message(1, "genres") + message(2, "jazz,rock"));
  const std::string file = model(node("Relu"), genres);
  EXPECT_EQ(check_onnx(std::as_bytes(std::span{file})), (OnnxMetadata{{"genres", "jazz,rock"}}));
  EXPECT_NE(refusal(model(node("Relu"), genres + genres)), "");
}

TEST(CheckOnnx, RefusesGraphsInNodesFunctionsAndTraining) {
  EXPECT_NE(refusal(model(node("Relu", message(5, message(6, ""))))), "");
  EXPECT_NE(refusal(model("", message(25, ""))), "");
  EXPECT_NE(refusal(model("", message(20, ""))), "");
  EXPECT_NE(refusal(model(message(15, ""))), "");
}

TEST(CheckOnnx, RefusesHugeAttributes) {
  EXPECT_NE(refusal(model(node("Conv", message(5, number(3, 100000))))), "");
  EXPECT_NE(refusal(model(node("Conv", message(5, message(8, varint(3) + varint(100000)))))), "");
}

TEST(CheckOnnx, RefusesTooMuchOfAnything) {
  const std::string two = model(node("Relu") + node("Relu"));
  EXPECT_NE(refusal(two, {.max_nodes = 1}), "");
  EXPECT_NE(refusal(two, {.max_bytes = 4}), "");
  EXPECT_NE(refusal(model(message(5, tensor(1, 4)) + message(5, tensor(1, 4))), {.max_tensors = 1}),
            "");
}

TEST(CheckOnnx, RefusesWhatIsNotOnnx) {
  EXPECT_NE(refusal(""), "");
  EXPECT_NE(refusal("hello, this is text"), "");
  const std::string whole = model(node("Relu"));
  for (std::size_t n = 0; n < whole.size(); ++n) {
    EXPECT_NE(refusal(whole.substr(0, n)), "") << n;
  }
}

}  // namespace
}  // namespace earmark::inference
