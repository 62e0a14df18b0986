#include "onnx_check.h"

#include <gtest/gtest.h>

#include <span>
#include <string>

#include "earmark/base/errors.h"
#include "onnx_bytes.h"

namespace earmark::inference {
namespace {

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
  check_onnx(std::as_bytes(std::span{bytes}), limits);
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
