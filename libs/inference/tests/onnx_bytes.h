#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <vector>

// ONNX files by hand, field by field of onnx.proto.
namespace earmark::inference::test {

inline std::string varint(std::uint64_t value) {
  std::string bytes;
  while (value >= 0x80) {
    bytes += static_cast<char>((value & 0x7FU) | 0x80U);
    value >>= 7U;
  }
  return bytes + static_cast<char>(value);
}

inline std::string number(unsigned field, std::uint64_t value) {
  return varint(field << 3U) + varint(value);
}

inline std::string fixed32(unsigned field, std::uint32_t value) {
  std::string bytes(sizeof(value), '\0');
  std::memcpy(bytes.data(), &value, sizeof(value));
  return varint(field << 3U | 5U) + bytes;
}

inline std::string message(unsigned field, const std::string& content) {
  return varint(field << 3U | 2U) + varint(content.size()) + content;
}

/// A layer: its inputs become its output.
inline std::string layer(const std::string& op_type, const std::vector<std::string>& inputs,
                         const std::string& output) {
  std::string node;
  for (const std::string& input : inputs) {
    node += message(1, input);
  }
  return message(1, node + message(2, output) + message(4, op_type));
}

/// Named constants of floats.
inline std::string constants(const std::string& name, const std::vector<std::uint64_t>& dims,
                             const std::vector<float>& values) {
  std::string tensor;
  for (const std::uint64_t dim : dims) {
    tensor += number(1, dim);
  }
  std::string raw(values.size() * sizeof(float), '\0');
  std::memcpy(raw.data(), values.data(), raw.size());
  return message(5, tensor + number(2, 1) + message(8, name) + message(9, raw));
}

/// A graph's input (field 11) or output (field 12) of floats; dimension 0 is left open.
inline std::string port(unsigned field, const std::string& name,
                        const std::vector<std::uint64_t>& dims) {
  std::string shape;
  for (const std::uint64_t dim : dims) {
    shape += message(1, dim == 0 ? message(2, "n") : number(1, dim));
  }
  return message(field,
                 message(1, name) + message(2, message(1, number(1, 1) + message(2, shape))));
}

/// A file of version 8 with operators of version 13.
inline std::string onnx_file(const std::string& graph) {
  return number(1, 8) + message(7, message(2, "g") + graph) + message(8, number(2, 13));
}

/// What a small network here is made of.
struct NetworkParts {
  std::vector<std::uint64_t> input{0, 130, 13};
  std::size_t n_genres = 3;
  std::vector<float> bias{0, 1, 2};  ///< [n_genres]
  bool softmax = true;
};

/// Probabilities of a sum of all coefficients, spread over the genres: softmax(x W + bias).
inline std::string network(const NetworkParts& parts = {}) {
  const std::size_t n_values = parts.input[1] * parts.input[2];
  std::vector<float> weights(n_values * parts.n_genres);
  for (std::size_t i = 0; i < weights.size(); ++i) {
    weights[i] = 1e-3F * static_cast<float>(i % parts.n_genres);
  }
  std::string graph = layer("Flatten", {"x"}, "flat") + layer("MatMul", {"flat", "w"}, "product") +
                      layer("Add", {"product", "b"}, parts.softmax ? "sum" : "y");
  if (parts.softmax) {
    graph += layer("Softmax", {"sum"}, "y");
  }
  return onnx_file(graph + constants("w", {n_values, parts.n_genres}, weights) +
                   constants("b", {parts.n_genres}, parts.bias) + port(11, "x", parts.input) +
                   port(12, "y", {0, parts.n_genres}));
}

inline std::span<const std::byte> bytes_of(const std::string& text) {
  return std::as_bytes(std::span{text});
}

}  // namespace earmark::inference::test
