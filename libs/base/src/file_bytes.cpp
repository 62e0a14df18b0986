#include "earmark/base/file_bytes.h"

#include <cerrno>
#include <fstream>
#include <string>
#include <system_error>

#include "earmark/base/errors.h"

namespace earmark {

std::vector<std::byte> read_file(const std::filesystem::path& path, std::size_t max_bytes) {
  std::error_code error;
  if (const auto status = std::filesystem::status(path, error);
      !std::filesystem::is_regular_file(status)) {
    throw IoError("cannot read " + path.string() + ": " +
                  (std::filesystem::exists(status) ? "not a regular file" : "no such file"));
  }
  std::ifstream in{path, std::ios::binary};
  if (!in) {
    throw IoError("cannot read " + path.string() + ": " + std::generic_category().message(errno));
  }
  const auto n_bytes = std::filesystem::file_size(path, error);
  if (error || n_bytes > max_bytes) {
    throw IoError("cannot read " + path.string() + ": it is larger than " +
                  std::to_string(max_bytes) + " bytes");
  }
  std::vector<std::byte> bytes(n_bytes);
  in.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  if (static_cast<std::size_t>(in.gcount()) != bytes.size()) {
    throw IoError("cannot read " + path.string() + ": it changed while it was read");
  }
  return bytes;
}

}  // namespace earmark
