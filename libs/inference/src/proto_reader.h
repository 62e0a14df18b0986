#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace earmark::inference {

/// One field of a protobuf message.
struct ProtoField {
  std::uint32_t number = 0;
  std::uint32_t wire_type = 0;       ///< 0 varint, 1 64-bit, 2 bytes, 5 32-bit
  std::uint64_t value = 0;           ///< of wire types 0, 1 and 5
  std::span<const std::byte> bytes;  ///< of wire type 2

  [[nodiscard]] std::string_view text() const {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  }
};

/// Walks the fields of a protobuf message in the order of its bytes, without the schema.
/// https://protobuf.dev/programming-guides/encoding/
class ProtoReader {
 public:
  explicit ProtoReader(std::span<const std::byte> message) : rest_{message} {}

  /// The next field; false at the end.
  /// @throws BundleError  bytes that no protobuf message has
  [[nodiscard]] bool next(ProtoField& field);

  /// The next number of a packed list, or of what is left; false at the end.
  /// @throws BundleError
  [[nodiscard]] bool next_varint(std::uint64_t& value);

 private:
  std::uint64_t varint();
  std::uint64_t fixed(std::size_t n_bytes);
  std::span<const std::byte> take(std::uint64_t n_bytes);

  std::span<const std::byte> rest_;
};

}  // namespace earmark::inference
