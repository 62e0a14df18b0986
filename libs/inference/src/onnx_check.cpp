#include "onnx_check.h"

#include <algorithm>
#include <array>
#include <bit>
#include <string>
#include <string_view>

#include "earmark/base/errors.h"
#include "proto_reader.h"

// Field numbers are those of onnx.proto (ONNX 1.22, IR version 13).
namespace earmark::inference {
namespace {

constexpr std::array<std::string_view, 22> kOperators{"Add",
                                                      "AveragePool",
                                                      "BatchNormalization",
                                                      "Cast",
                                                      "Concat",
                                                      "Constant",
                                                      "Conv",
                                                      "Div",
                                                      "Flatten",
                                                      "Gemm",
                                                      "GlobalAveragePool",
                                                      "Identity",
                                                      "MatMul",
                                                      "MaxPool",
                                                      "Mul",
                                                      "Pad",
                                                      "Relu",
                                                      "Reshape",
                                                      "Softmax",
                                                      "Sub",
                                                      "Transpose",
                                                      "Unsqueeze"};

[[noreturn]] void refuse(const std::string& reason) { throw BundleError(reason); }

void expect_bytes(const ProtoField& field, const char* what) {
  if (field.wire_type != 2) {
    refuse(std::string{what} + " is not a message");
  }
}

/// One walk over a file, counting as it goes.
class Walk {
 public:
  explicit Walk(const OnnxLimits& limits) : limits_{limits} {}

  void model(std::span<const std::byte> bytes) {
    ProtoReader reader{bytes};
    ProtoField field;
    std::size_t n_graphs = 0;
    while (reader.next(field)) {
      switch (field.number) {
        case 7:
          expect_bytes(field, "the graph");
          graph(field.bytes);
          ++n_graphs;
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
  }

 private:
  void graph(std::span<const std::byte> bytes) {
    ProtoReader reader{bytes};
    ProtoField field;
    std::size_t n_inputs = 0;
    std::size_t n_outputs = 0;
    while (reader.next(field)) {
      switch (field.number) {
        case 1:
          expect_bytes(field, "a node");
          node(field.bytes);
          break;
        case 5:
          expect_bytes(field, "a tensor");
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
    ProtoReader reader{bytes};
    ProtoField field;
    std::string_view op_type;
    while (reader.next(field)) {
      if (field.number == 4) {
        op_type = field.text();
      } else if (field.number == 7 && !field.text().empty() && field.text() != "ai.onnx") {
        refuse("an operator is of the unknown domain \"" + std::string{field.text()} + "\"");
      } else if (field.number == 5) {
        expect_bytes(field, "an attribute");
        attribute(field.bytes);
      }
    }
    if (std::find(kOperators.begin(), kOperators.end(), op_type) == kOperators.end()) {
      refuse("operator \"" + std::string{op_type} + "\" is not one that a network here may use");
    }
  }

  void attribute(std::span<const std::byte> bytes) {
    ProtoReader reader{bytes};
    ProtoField field;
    while (reader.next(field)) {
      switch (field.number) {
        case 3:
          attribute_number(field.value);
          break;
        case 5:
          expect_bytes(field, "a tensor");
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

  void attribute_numbers(const ProtoField& field) {
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
    ProtoReader reader{bytes};
    ProtoField field;
    n_elements_ = 1;
    n_dims_ = 0;
    std::uint64_t data_type = 0;
    std::uint64_t n_data_bytes = 0;
    while (reader.next(field)) {
      switch (field.number) {
        case 1:
          dims(field);
          break;
        case 2:
          data_type = field.value;
          break;
        case 4:  // float_data, packed or one by one
          n_data_bytes += field.wire_type == 2 ? field.bytes.size() : sizeof(float);
          break;
        case 7:  // int64_data, as varints
          n_data_bytes += sizeof(std::int64_t) * count_varints(field);
          break;
        case 9:
          n_data_bytes += field.bytes.size();
          break;
        case 3:
        case 5:
        case 6:
        case 10:
        case 11:
          refuse("a tensor is segmented or of an unknown type");
        case 13:
        case 14:
          if (field.number == 13 || field.value != 0) {
            refuse("a tensor's data lies outside the file");
          }
          break;
        default:
          break;
      }
    }
    check_size(data_type, n_data_bytes);
  }

  void check_size(std::uint64_t data_type, std::uint64_t n_data_bytes) const {
    constexpr std::uint64_t kFloat = 1;
    constexpr std::uint64_t kInt64 = 7;
    if (data_type != kFloat && data_type != kInt64) {
      refuse("a tensor is neither of floats nor of 64-bit numbers");
    }
    const std::uint64_t size = data_type == kFloat ? sizeof(float) : sizeof(std::int64_t);
    if (n_data_bytes != n_elements_ * size) {
      refuse("a tensor's data does not fit its shape");
    }
  }

  void dims(const ProtoField& field) {
    if (field.wire_type != 2) {
      dim(field.value);
      return;
    }
    ProtoReader packed{field.bytes};
    std::uint64_t value = 0;
    while (packed.next_varint(value)) {
      dim(value);
    }
  }

  void dim(std::uint64_t value) {
    // Both factors stay under 2^32, so the product cannot wrap.
    const bool fits = ++n_dims_ <= limits_.max_dims && value <= limits_.max_bytes;
    n_elements_ *= fits ? value : 1;
    if (!fits || n_elements_ > limits_.max_bytes) {
      refuse("a tensor's shape is beyond the limits");
    }
  }

  static std::uint64_t count_varints(const ProtoField& field) {
    if (field.wire_type != 2) {
      return 1;
    }
    ProtoReader packed{field.bytes};
    std::uint64_t n = 0;
    for (std::uint64_t value = 0; packed.next_varint(value);) {
      ++n;
    }
    return n;
  }

  const OnnxLimits& limits_;
  std::size_t n_nodes_ = 0;
  std::size_t n_tensors_ = 0;
  std::size_t n_dims_ = 0;
  std::uint64_t n_elements_ = 1;
};

}  // namespace

void check_onnx(std::span<const std::byte> bytes, const OnnxLimits& limits) {
  if (bytes.size() > limits.max_bytes) {
    refuse("it is larger than " + std::to_string(limits.max_bytes) + " bytes");
  }
  Walk{limits}.model(bytes);
}

}  // namespace earmark::inference
