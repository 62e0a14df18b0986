#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <vector>

#include "earmark/base/atomic_file.h"

namespace earmark::ml {

/// An array of a .npy file.
template <typename T>
struct NpyArray {
  std::vector<std::size_t> shape;  ///< at most 8 dimensions
  std::vector<T> values;           ///< in C order, product of the shape
};

/// Reads a .npy file (format 1.0 to 3.0) of little-endian float32 or float64 in C order. The
/// header is checked against the file's size before memory is taken.
/// @tparam T           float or double: what the file must hold
/// @throws TableError  another type or order, or a file that does not fit its header
template <typename T>
[[nodiscard]] NpyArray<T> read_npy(const std::filesystem::path& path);

/// The same from bytes; `name` stands for the file in messages.
template <typename T>
[[nodiscard]] NpyArray<T> parse_npy(std::span<const std::byte> bytes, const std::string& name);

/// Writes a .npy file row by row, so that the array need not fit in memory. The file appears under
/// its name, whole, at commit().
template <typename T>
class NpyWriter {
 public:
  /// @param row_shape  shape of one row, such as {130, 13}; {} for a vector
  /// @throws IoError   the folder is not writable
  NpyWriter(std::filesystem::path path, std::size_t n_rows, std::vector<std::size_t> row_shape);

  /// @param values  a whole number of rows
  /// @throws std::invalid_argument  part of a row, or more rows than announced
  void append(std::span<const T> values);
  /// @throws std::logic_error  fewer rows than announced
  void commit();

 private:
  AtomicFile file_;
  std::size_t row_size_ = 1;
  std::size_t n_left_;
};

/// Writes a whole array. @throws std::invalid_argument  values that do not fill the shape
template <typename T>
void write_npy(const std::filesystem::path& path, std::span<const std::size_t> shape,
               std::span<const T> values);

extern template NpyArray<float> read_npy(const std::filesystem::path&);
extern template NpyArray<double> read_npy(const std::filesystem::path&);
extern template NpyArray<float> parse_npy(std::span<const std::byte>, const std::string&);
extern template NpyArray<double> parse_npy(std::span<const std::byte>, const std::string&);
extern template class NpyWriter<float>;
extern template class NpyWriter<double>;
extern template void write_npy(const std::filesystem::path&, std::span<const std::size_t>,
                               std::span<const float>);
extern template void write_npy(const std::filesystem::path&, std::span<const std::size_t>,
                               std::span<const double>);

}  // namespace earmark::ml
