#include "earmark/base/file_bytes.h"

#include <cerrno>
#include <fstream>
#include <string>
#include <system_error>

#include "earmark/base/errors.h"

namespace earmark {
namespace {

[[noreturn]] void fail(const std::filesystem::path& path, const std::string& reason) {
  throw IoError("cannot read " + path.string() + ": " + reason);
}

}  // namespace

std::vector<std::byte> read_file(const std::filesystem::path& path, std::size_t max_bytes) {
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (status.type() == std::filesystem::file_type::not_found) {
    fail(path, "no such file");
  }
  if (error) {
    fail(path, error.message());
  }
  if (!std::filesystem::is_regular_file(status)) {
    fail(path, "not a regular file");
  }
  errno = 0;
  std::ifstream in{path, std::ios::binary};
  if (!in) {
    fail(path, std::generic_category().message(errno));
  }
  const auto n_bytes = std::filesystem::file_size(path, error);
  if (error) {
    fail(path, error.message());
  }
  if (n_bytes > max_bytes) {
    fail(path, "it is larger than " + std::to_string(max_bytes) + " bytes");
  }
  std::vector<std::byte> bytes(n_bytes);
  errno = 0;
  in.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  if (in.bad()) {
    fail(path, std::generic_category().message(errno));
  }
  if (static_cast<std::size_t>(in.gcount()) != bytes.size()) {
    fail(path, "it changed while it was read");
  }
  return bytes;
}

}  // namespace earmark
