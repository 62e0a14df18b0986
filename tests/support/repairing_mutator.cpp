#include "support/repairing_mutator.h"

#include <cstddef>

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t max_size);

/// libFuzzer's own mutations, with right checksums in most of the results; takes the place of them
/// in the fuzzers that link it.
extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t max_size, unsigned seed) {
  const std::size_t n = LLVMFuzzerMutate(data, size, max_size);
  if (seed % 8 != 0) {
    earmark::test::repair_checksums({data, n});
  }
  return n;
}
