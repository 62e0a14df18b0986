#include <cstddef>
#include <cstdint>
#include <span>

#include "earmark/base/errors.h"
#include "onnx_check.h"

// Any bytes are either taken or refused with a BundleError.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    (void)earmark::inference::check_onnx(std::as_bytes(std::span{data, size}));
  } catch (const earmark::BundleError&) {
  }
  return 0;
}
