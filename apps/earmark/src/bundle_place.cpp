#include "bundle_place.h"

#include <filesystem>

#include "earmark/command_line/usage.h"

namespace earmark::cli {

namespace fs = std::filesystem;

void require_place_for_bundle(const std::string& flag, const std::string& folder) {
  std::error_code error;
  const fs::file_status status = fs::status(folder, error);
  if (!fs::exists(status)) {
    return;
  }
  if (!fs::is_directory(status)) {
    throw UsageError(flag + ' ' + folder + " is a file: a bundle is a folder");
  }
  if (!fs::is_empty(folder, error) && !fs::exists(fs::path{folder} / "bundle.json", error)) {
    throw UsageError(flag + ' ' + folder + " holds other files than a bundle");
  }
}

}  // namespace earmark::cli
