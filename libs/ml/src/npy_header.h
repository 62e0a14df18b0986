#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace earmark::ml {

/// What a .npy file says of its array (numpy.lib.format).
struct NpyHeader {
  std::string descr;  ///< such as "<f4"
  std::vector<std::size_t> shape;
  std::size_t n_bytes = 0;  ///< where the values begin
};

/// What the values of an array are.
struct NpyValueType {
  const char* descr;
  std::size_t n_bytes;  ///< of one value
};

/// The number of values that the header promises, which are of this type and fill the rest of the
/// file, n_bytes: known before memory is taken.
/// @throws TableError  they are not or do not
[[nodiscard]] std::size_t checked_n_values(const NpyHeader& header, NpyValueType type,
                                           std::uint64_t n_bytes, const std::string& name);

/// @throws TableError  not a .npy file of C order, at most 8 dimensions and 2^40 values each
[[nodiscard]] NpyHeader parse_npy_header(std::span<const std::byte> bytes, const std::string& name);

/// A version 1.0 header, padded so that values begin at a multiple of 64 bytes.
[[nodiscard]] std::string format_npy_header(const std::string& descr,
                                            const std::vector<std::size_t>& shape);

}  // namespace earmark::ml
