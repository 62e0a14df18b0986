#include "proto_reader.h"

#include "earmark/base/errors.h"

namespace earmark::inference {

std::span<const std::byte> ProtoReader::take(std::uint64_t n_bytes) {
  if (n_bytes > rest_.size()) {
    throw BundleError("a field reaches past the end");
  }
  const auto taken = rest_.first(static_cast<std::size_t>(n_bytes));
  rest_ = rest_.subspan(taken.size());
  return taken;
}

std::uint64_t ProtoReader::varint() {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < 64; shift += 7) {
    const auto byte = std::to_integer<std::uint64_t>(take(1).front());
    value |= (byte & 0x7FU) << shift;
    if ((byte & 0x80U) == 0) {
      return value;
    }
  }
  throw BundleError("a number has over 10 bytes");
}

std::uint64_t ProtoReader::fixed(std::size_t n_bytes) {
  std::uint64_t value = 0;
  unsigned shift = 0;
  for (const std::byte byte : take(n_bytes)) {
    value |= std::to_integer<std::uint64_t>(byte) << shift;
    shift += 8;
  }
  return value;
}

bool ProtoReader::next_varint(std::uint64_t& value) {
  if (rest_.empty()) {
    return false;
  }
  value = varint();
  return true;
}

bool ProtoReader::next(ProtoField& field) {
  if (rest_.empty()) {
    return false;
  }
  const std::uint64_t key = varint();
  field = {};
  field.number = static_cast<std::uint32_t>(key >> 3U);
  field.wire_type = static_cast<std::uint32_t>(key & 7U);
  if (key >> 32U != 0 || field.number == 0) {
    throw BundleError("a field has an impossible number");
  }
  switch (field.wire_type) {
    case 0:
      field.value = varint();
      return true;
    case 1:
      field.value = fixed(8);
      return true;
    case 2:
      field.bytes = take(varint());
      return true;
    case 5:
      field.value = fixed(4);
      return true;
    default:
      throw BundleError("a field is of an unknown wire type");
  }
}

}  // namespace earmark::inference
