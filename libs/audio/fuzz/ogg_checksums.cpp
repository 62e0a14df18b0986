#include <cstddef>
#include <cstdint>
#include <span>

#include "support/repairing_mutator.h"

namespace earmark::test {

/// Puts the right checksum into every Ogg page (RFC 3533) that lies whole in `bytes`. Without it
/// no mutated page would get past the container.
void repair_checksums(std::span<std::uint8_t> bytes) {
  constexpr std::size_t kHeader = 27;
  constexpr std::size_t kChecksum = 22;
  for (std::size_t at = 0; at + kHeader <= bytes.size(); ++at) {
    if (bytes[at] != 'O' || bytes[at + 1] != 'g' || bytes[at + 2] != 'g' || bytes[at + 3] != 'S') {
      continue;
    }
    std::size_t size = kHeader + bytes[at + 26];
    for (std::size_t i = kHeader; i < kHeader + bytes[at + 26] && at + i < bytes.size(); ++i) {
      size += bytes[at + i];
    }
    if (at + size > bytes.size()) {
      continue;
    }
    const auto page = bytes.subspan(at, size);
    for (std::size_t i = 0; i < 4; ++i) {
      page[kChecksum + i] = 0;
    }
    std::uint32_t crc = 0;
    for (const std::uint8_t byte : page) {
      crc ^= std::uint32_t{byte} << 24U;
      for (int bit = 0; bit < 8; ++bit) {
        crc = (crc << 1U) ^ ((crc & 0x80000000U) != 0 ? 0x04C11DB7U : 0U);
      }
    }
    for (std::size_t i = 0; i < 4; ++i) {
      page[kChecksum + i] = static_cast<std::uint8_t>(crc >> (8 * i));
    }
  }
}

}  // namespace earmark::test
