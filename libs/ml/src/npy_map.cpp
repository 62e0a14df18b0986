#include "earmark/ml/npy_map.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "earmark/base/errors.h"
#include "npy_header.h"

namespace earmark::ml {
namespace {

constexpr NpyValueType kFloat32{"<f4", sizeof(float)};

[[noreturn]] void fail(const std::filesystem::path& path) {
  throw IoError{path.string() + ": " + std::generic_category().message(errno)};
}

std::span<std::byte> map_file(const std::filesystem::path& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) {
    fail(path);
  }
  struct stat status {};
  const bool known = ::fstat(fd, &status) == 0;
  const auto size = static_cast<std::size_t>(status.st_size);
  // An empty file cannot be mapped, and is no array either.
  void* const begin =
      known && size > 0 ? ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, fd, 0) : MAP_FAILED;
  const int error = errno;
  (void)::close(fd);
  if (known && size == 0) {
    throw TableError(path.string() + ": the file is empty");
  }
  if (begin == MAP_FAILED) {
    errno = error;
    fail(path);
  }
  return {static_cast<std::byte*>(begin), size};
}

}  // namespace

NpyMap::NpyMap(const std::filesystem::path& path) : file_{map_file(path)} {
  try {
    NpyHeader header = parse_npy_header(file_, path.string());
    const auto bytes = file_.subspan(header.n_bytes);
    const std::size_t n = checked_n_values(header, kFloat32, bytes.size(), path.string());
    if (header.n_bytes % alignof(float) != 0) {
      throw TableError(path.string() + ": its values do not begin at a multiple of 4 bytes");
    }
    values_ = {reinterpret_cast<const float*>(bytes.data()), n};
    shape_ = std::move(header.shape);
  } catch (...) {
    (void)::munmap(file_.data(), file_.size());
    throw;
  }
}

NpyMap::~NpyMap() { (void)::munmap(file_.data(), file_.size()); }

}  // namespace earmark::ml
