#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "earmark/base/errors.h"
#include "earmark/tracking/dotenv.h"

// Any text is settings with names that a shell would take, or is refused where a line of ours is
// none; and only then.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  try {
    for (const auto& [name, value] : earmark::tracking::parse_dotenv(text, "fuzz")) {
      if (name.empty() || (name.front() >= '0' && name.front() <= '9') ||
          text.find(name) == std::string_view::npos || value.size() > size) {
        std::abort();
      }
    }
  } catch (const earmark::TableError&) {
    if (text.find("MLFLOW_") == std::string_view::npos &&
        text.find("EARMARK_") == std::string_view::npos) {
      std::abort();
    }
  }
  return 0;
}
