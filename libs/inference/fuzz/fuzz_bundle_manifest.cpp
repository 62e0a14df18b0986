#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "earmark/base/errors.h"
#include "earmark/inference/bundle_manifest.h"
#include "earmark/inference/input_reference.h"

// Any text is either refused with a BundleError or a document that survives writing and reading.
template <typename Document>
void read_and_write(std::string_view text) {
  try {
    const std::string json = Document::parse(text, "fuzz").to_json();
    if (Document::parse(json, "written").to_json() != json) {
      std::abort();
    }
  } catch (const earmark::BundleError&) {
  }
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  read_and_write<earmark::inference::BundleManifest>(text);
  read_and_write<earmark::inference::InputReference>(text);
  return 0;
}
