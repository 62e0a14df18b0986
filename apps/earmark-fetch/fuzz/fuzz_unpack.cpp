#include <algorithm>
#include <clocale>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include "earmark/base/errors.h"
#include "new_folder.h"
#include "support/temp_dir.h"
#include "unpack.h"

namespace {

namespace fs = std::filesystem;

constexpr earmark::fetch::UnpackLimits kLimits{
    .max_bytes = 1U << 16U, .max_files = 20, .max_ratio = 4, .free_bytes = 1U << 14U};

void require(bool fact) {
  if (!fact) {
    std::abort();
  }
}

void require_plain(const std::string& name) {
  try {
    const fs::path plain = earmark::fetch::plain_path(name, "fuzz");
    require(plain.is_relative() && std::ranges::find(plain, "..") == plain.end());
  } catch (const earmark::DataError&) {
  }
}

/// Within the limits, with nothing but folders and files of its own.
void require_bounded(const fs::path& folder, std::size_t archive_bytes) {
  std::size_t n_files = 0;
  std::uintmax_t n_bytes = 0;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator{folder}) {
    require(!entry.is_symlink() && (entry.is_directory() || entry.is_regular_file()));
    if (entry.is_regular_file()) {
      ++n_files;
      n_bytes += entry.file_size();
      require(entry.hard_link_count() == 1);
    }
  }
  require(n_files > 0 && n_files <= kLimits.max_files);
  require(n_bytes <= std::min(kLimits.max_bytes,
                              std::max<std::uintmax_t>(kLimits.free_bytes, 4 * archive_bytes)));
}

}  // namespace

extern "C" int LLVMFuzzerInitialize(int* /*argc*/, char*** /*argv*/) {
  (void)std::setlocale(LC_CTYPE, "C.UTF-8");  // NOLINT(concurrency-mt-unsafe): as the program does
  return 0;
}

// Any bytes either are refused, which leaves nothing, or become a folder within the limits; and
// nothing lies beside it.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes{reinterpret_cast<const char*>(data), size};
  require_plain(std::string{bytes});
  const earmark::test::TempDir dir;
  const fs::path archive = dir.path() / "archive";
  const fs::path outer = dir.path() / "outer";
  fs::create_directory(outer);
  std::ofstream{archive, std::ios::binary} << bytes;
  try {
    earmark::fetch::unpack(archive, outer / "songs", kLimits, [](double, double) {});
    require_bounded(outer / "songs", size);
    fs::remove_all(outer / "songs");
  } catch (const earmark::DataError&) {
  }
  require(fs::is_empty(outer));
  require(std::distance(fs::directory_iterator{dir.path()}, {}) == 2);
  return 0;
}
