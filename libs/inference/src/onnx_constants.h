#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "linear_layer.h"

namespace earmark::inference {

/// The named constants of an ONNX file, for a network whose arithmetic is our own. Views the file's
/// bytes, which must outlive it.
class OnnxConstants {
 public:
  /// @param onnx  a file that check_onnx takes
  /// @throws BundleError  a constant without a name, two of one name, one that is no raw data
  explicit OnnxConstants(std::span<const std::byte> onnx);

  /// SHA-256 of what the file computes: its operators, and the shapes and axes that these use.
  [[nodiscard]] const std::string& arithmetic() const { return arithmetic_; }

  using Shape = std::initializer_list<std::uint64_t>;

  /// A constant's values: floats, or 8-bit integers ("NAME.integers") less their zero
  /// ("NAME.zero"), times their scale ("NAME.scale").
  /// @throws BundleError  naming the constant that is missing or of another shape or type
  [[nodiscard]] std::vector<float> values(std::string_view name, Shape shape) const;

  /// A constant of 8-bit integers, with its scale and zero.
  /// @throws BundleError  as values()
  [[nodiscard]] LinearLayer::Kernel kernel(std::string_view name, Shape shape) const;

 private:
  struct Constant {
    std::vector<std::uint64_t> shape;
    std::uint64_t data_type = 0;
    std::span<const std::byte> data;
  };

  void add_tensor(std::span<const std::byte> message);
  [[nodiscard]] const Constant& find(const std::string& name, std::uint64_t data_type,
                                     Shape shape) const;
  [[nodiscard]] std::vector<float> floats(const std::string& name, Shape shape) const;

  std::map<std::string, Constant, std::less<>> constants_;
  std::string arithmetic_;
};

}  // namespace earmark::inference
