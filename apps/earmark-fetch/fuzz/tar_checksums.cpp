#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <numeric>
#include <span>
#include <string_view>

#include "support/repairing_mutator.h"

namespace earmark::test {

/// Puts the right checksum into every header of a tar (POSIX ustar) that lies whole in `bytes`.
/// Without it no mutated entry would be looked at.
void repair_checksums(std::span<std::uint8_t> bytes) {
  constexpr std::size_t kBlock = 512;
  constexpr std::size_t kChecksum = 148;
  constexpr std::size_t kChecksumBytes = 8;
  constexpr std::size_t kMagic = 257;
  constexpr std::string_view kUstar = "ustar";
  for (std::size_t at = 0; at + kBlock <= bytes.size(); at += kBlock) {
    const auto header = bytes.subspan(at, kBlock);
    if (!std::equal(kUstar.begin(), kUstar.end(), header.begin() + kMagic)) {
      continue;
    }
    const auto field = header.subspan(kChecksum, kChecksumBytes);
    std::ranges::fill(field, static_cast<std::uint8_t>(' '));
    std::array<char, kChecksumBytes> text{};
    (void)std::snprintf(text.data(), text.size(), "%06o",
                        std::accumulate(header.begin(), header.end(), 0U));
    std::copy_n(text.begin(), kChecksumBytes - 1, field.begin());
  }
}

}  // namespace earmark::test
