#include "scratch_folder.h"

#include <cerrno>
#include <cstdlib>
#include <string>
#include <system_error>

#include "earmark/base/errors.h"

namespace earmark::cli {

namespace fs = std::filesystem;

ScratchFolder::ScratchFolder(const fs::path& name) {
  std::string path = name.string() + "-XXXXXX";
  if (::mkdtemp(path.data()) == nullptr) {
    throw IoError("no folder can be made beside " + name.string() + ": " +
                  std::generic_category().message(errno));
  }
  path_ = path;
}

ScratchFolder::ScratchFolder() : ScratchFolder{fs::temp_directory_path() / "earmark"} {}

ScratchFolder::~ScratchFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

}  // namespace earmark::cli
