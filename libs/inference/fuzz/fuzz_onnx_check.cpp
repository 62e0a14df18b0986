#include <cstddef>
#include <cstdint>
#include <span>

#include "ced_weights.h"
#include "earmark/base/errors.h"
#include "onnx_check.h"

// Any bytes are either taken or refused with a BundleError; what is taken, as the network CED too.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::span<const std::byte> bytes = std::as_bytes(std::span{data, size});
  try {
    (void)earmark::inference::check_onnx(bytes);
    (void)earmark::inference::read_ced_weights(bytes);
  } catch (const earmark::BundleError&) {
  }
  return 0;
}
