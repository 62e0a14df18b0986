#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <numeric>
#include <span>
#include <string_view>

namespace {

/// Puts the right checksum into every header of a tar (POSIX ustar) that lies whole in `bytes`.
/// Without it no mutated entry would be looked at.
void repair_tar_checksums(std::span<std::uint8_t> bytes) {
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

}  // namespace

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t max_size);

/// libFuzzer's own mutations, with right checksums in most of the results.
extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t max_size, unsigned seed) {
  const std::size_t n = LLVMFuzzerMutate(data, size, max_size);
  if (seed % 8 != 0) {
    repair_tar_checksums({data, n});
  }
  return n;
}
