#include "onnx_check.h"

#include <algorithm>
#include <array>
#include <bit>
#include <string>
#include <string_view>
#include <utility>

#include "earmark/base/errors.h"
#include "onnx_message.h"
#include "onnx_tensor.h"

namespace earmark::inference {
namespace {

constexpr std::array<std::string_view, 27> kOperators{"Add",
                                                      "AveragePool",
                                                      "BatchNormalization",
                                                      "Cast",
                                                      "Concat",
                                                      "Constant",
                                                      "Conv",
                                                      "DequantizeLinear",
                                                      "Div",
                                                      "Flatten",
                                                      "Gelu",
                                                      "Gemm",
                                                      "GlobalAveragePool",
                                                      "GlobalMaxPool",
                                                      "Identity",
                                                      "LayerNormalization",
                                                      "MatMul",
                                                      "MaxPool",
                                                      "Mul",
                                                      "ReduceMean",
                                                      "Relu",
                                                      "Reshape",
                                                      "Softmax",
                                                      "Split",
                                                      "Sub",
                                                      "Transpose",
                                                      "Unsqueeze"};

[[noreturn]] void refuse(const std::string& reason) { throw BundleError(reason); }

/// One walk over a file, counting as it goes.
class Walk {
 public:
  explicit Walk(const OnnxLimits& limits) : limits_{limits} {}

  OnnxMetadata model(std::span<const std::byte> bytes) {
    OnnxMessage fields{OnnxMessageKind::kModel, bytes};
    ProtoField field;
    OnnxMetadata metadata;
    std::size_t n_graphs = 0;
    while (fields.next(field)) {
      switch (field.number) {
        case 7:
          graph(field.bytes);
          ++n_graphs;
          break;
        case 14:
          if (!metadata.insert(string_pair(field.bytes)).second) {
            refuse("its metadata names a key twice");
          }
          break;
        case 20:
          refuse("it holds training information");
        case 25:
          refuse("it defines functions of its own");
        default:
          break;
      }
    }
    if (n_graphs != 1) {
      refuse("it is not an ONNX model");
    }
    return metadata;
  }

 private:
  static std::pair<std::string, std::string> string_pair(std::span<const std::byte> bytes) {
    OnnxMessage fields{OnnxMessageKind::kStringPair, bytes};
    ProtoField field;
    std::pair<std::string, std::string> pair;
    while (fields.next(field)) {
      (field.number == 1 ? pair.first : pair.second) = field.text();
    }
    return pair;
  }

  void graph(std::span<const std::byte> bytes) {
    OnnxMessage fields{OnnxMessageKind::kGraph, bytes};
    ProtoField field;
    std::size_t n_inputs = 0;
    std::size_t n_outputs = 0;
    while (fields.next(field)) {
      switch (field.number) {
        case 1:
          node(field.bytes);
          break;
        case 5:
          tensor(field.bytes);
          break;
        case 11:
          ++n_inputs;
          break;
        case 12:
          ++n_outputs;
          break;
        case 15:
          refuse("it holds a sparse tensor");
        default:
          break;
      }
    }
    if (n_inputs != 1 || n_outputs != 1) {
      refuse("it must have one input and one output");
    }
  }

  void node(std::span<const std::byte> bytes) {
    if (++n_nodes_ > limits_.max_nodes) {
      refuse("it has over " + std::to_string(limits_.max_nodes) + " nodes");
    }
    OnnxMessage fields{OnnxMessageKind::kNode, bytes};
    ProtoField field;
    std::string_view op_type;
    while (fields.next(field)) {
      if (field.number == 4) {
        op_type = field.text();
      } else if (field.number == 7 && !field.text().empty() && field.text() != "ai.onnx") {
        refuse("an operator is of the unknown domain \"" + std::string{field.text()} + "\"");
      } else if (field.number == 5) {
        attribute(field.bytes);
      }
    }
    if (std::find(kOperators.begin(), kOperators.end(), op_type) == kOperators.end()) {
      refuse("operator \"" + std::string{op_type} + "\" is not one that a network here may use");
    }
  }

  void attribute(std::span<const std::byte> bytes) {
    OnnxMessage fields{OnnxMessageKind::kAttribute, bytes};
    ProtoField field;
    std::size_t n_tensors = 0;
    while (fields.next(field)) {
      switch (field.number) {
        case 3:
          attribute_number(field.value);
          break;
        case 5:
          // Protobuf merges two into one, which would be another than each of them.
          if (++n_tensors > 1) {
            refuse("an attribute holds two tensors");
          }
          tensor(field.bytes);
          break;
        case 8:
          attribute_numbers(field);
          break;
        case 6:
        case 11:
          refuse("a node holds a graph of its own");
        case 10:
        case 22:
        case 23:
          refuse("a node holds a list of tensors or a sparse tensor");
        default:
          break;
      }
    }
  }

  void attribute_numbers(const ProtoField& field) const {
    if (field.wire_type != 2) {
      attribute_number(field.value);
      return;
    }
    ProtoReader packed{field.bytes};
    std::uint64_t value = 0;
    while (packed.next_varint(value)) {
      attribute_number(value);
    }
  }

  void attribute_number(std::uint64_t value) const {
    const auto number = std::bit_cast<std::int64_t>(value);
    if (number > limits_.max_attribute || number < -limits_.max_attribute) {
      refuse("an attribute is " + std::to_string(number) + ", beyond " +
             std::to_string(limits_.max_attribute));
    }
  }

  void tensor(std::span<const std::byte> bytes) {
    if (++n_tensors_ > limits_.max_tensors) {
      refuse("it has over " + std::to_string(limits_.max_tensors) + " tensors");
    }
    check_onnx_tensor(bytes, limits_);
  }

  const OnnxLimits& limits_;
  std::size_t n_nodes_ = 0;
  std::size_t n_tensors_ = 0;
};

}  // namespace

OnnxMetadata check_onnx(std::span<const std::byte> bytes, const OnnxLimits& limits) {
  if (bytes.size() > limits.max_bytes) {
    refuse("it is larger than " + std::to_string(limits.max_bytes) + " bytes");
  }
  return Walk{limits}.model(bytes);
}

}  // namespace earmark::inference
