#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>

#include "earmark/base/errors.h"
#include "earmark/ml/npy.h"

namespace {

template <typename T>
void parse(std::span<const std::byte> bytes) {
  try {
    const auto array = earmark::ml::parse_npy<T>(bytes, "fuzz.npy");
    std::size_t n = 1;
    for (const std::size_t side : array.shape) {
      n *= side;
    }
    if (n != array.values.size() || n * sizeof(T) > bytes.size()) {
      std::abort();
    }
  } catch (const earmark::TableError&) {
  }
}

}  // namespace

// Any bytes either throw TableError or give an array that the bytes themselves held.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = std::as_bytes(std::span{data, size});
  parse<float>(bytes);
  parse<double>(bytes);
  return 0;
}
