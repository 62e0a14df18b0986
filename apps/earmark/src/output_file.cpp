#include "output_file.h"

#include <filesystem>
#include <system_error>

#include "earmark/command_line/usage.h"

namespace earmark::cli {

void require_place_for(const std::string& file) {
  if (file.empty()) {
    return;
  }
  std::error_code error;
  const auto folder = std::filesystem::absolute(file, error).parent_path();
  if (error || !std::filesystem::is_directory(folder, error)) {
    throw UsageError("cannot write " + file + ": there is no folder " + folder.string());
  }
  if (std::filesystem::is_directory(file, error)) {
    throw UsageError("cannot write " + file + ": it is a folder");
  }
}

}  // namespace earmark::cli
