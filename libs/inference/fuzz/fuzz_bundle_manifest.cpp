#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "earmark/base/errors.h"
#include "earmark/inference/bundle_manifest.h"

// Any text is either refused with a BundleError or a manifest that survives writing and reading.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using earmark::inference::BundleManifest;
  try {
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    const std::string json = BundleManifest::parse(text, "fuzz").to_json();
    if (BundleManifest::parse(json, "written").to_json() != json) {
      std::abort();
    }
  } catch (const earmark::BundleError&) {
  }
  return 0;
}
