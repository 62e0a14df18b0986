#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <vector>

namespace earmark::ml {

/// A .npy file of float32 that stays on disk: its values come into memory as they are looked at, so
/// that an array larger than the memory can be read. The file must not change meanwhile.
/// Immutable, thread-safe.
class NpyMap {
 public:
  /// @throws TableError  as read_npy()
  /// @throws IoError     the file cannot be read
  explicit NpyMap(const std::filesystem::path& path);
  ~NpyMap();
  NpyMap(const NpyMap&) = delete;
  NpyMap& operator=(const NpyMap&) = delete;

  [[nodiscard]] const std::vector<std::size_t>& shape() const { return shape_; }
  /// In C order.
  [[nodiscard]] std::span<const float> values() const { return values_; }

 private:
  std::span<std::byte> file_;
  std::vector<std::size_t> shape_;
  std::span<const float> values_;
};

}  // namespace earmark::ml
