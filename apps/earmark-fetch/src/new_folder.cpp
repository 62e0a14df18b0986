#include "new_folder.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "earmark/base/errors.h"

namespace earmark::fetch {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const fs::path& path, int error_number) {
  throw IoError("cannot write " + path.string() + ": " +
                std::generic_category().message(error_number));
}

}  // namespace

NewFolder::NewFolder(fs::path path) : path_{std::move(path)}, temporary_{path_.string() + ".part"} {
  std::error_code error;
  fs::remove_all(temporary_, error);
  if (!error) {
    fs::create_directories(temporary_, error);
  }
  if (error) {
    fail(temporary_, error.value());
  }
}

NewFolder::~NewFolder() {
  if (fd_ >= 0) {
    (void)::close(fd_);
  }
  std::error_code ignored;
  fs::remove_all(temporary_, ignored);
}

void NewFolder::add_folder(const fs::path& name) {
  std::error_code error;
  fs::create_directories(temporary_ / name, error);
  if (error == std::errc::not_a_directory || error == std::errc::file_exists) {
    throw DataError("archive", "the archive has " + name.string() +
                                   " for a file and for a folder: it cannot be unpacked");
  }
  if (error) {
    fail(temporary_ / name, error.value());
  }
}

void NewFolder::add_file(const fs::path& name) {
  if (name.has_parent_path()) {
    add_folder(name.parent_path());
  }
  const fs::path file = temporary_ / name;
  constexpr mode_t kReadableByAll = 0644;
  // Never over, or through, what is there.
  fd_ = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, kReadableByAll);
  if (fd_ < 0 && errno == EEXIST) {
    throw DataError("archive",
                    "the archive has " + name.string() + " twice: it is not clear which");
  }
  if (fd_ < 0) {
    fail(file, errno);
  }
}

void NewFolder::write(std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(fd_, bytes.data(), bytes.size());
    if (n < 0 && errno != EINTR) {
      fail(temporary_, errno);
    }
    bytes = bytes.subspan(n < 0 ? 0 : static_cast<std::size_t>(n));
  }
}

void NewFolder::close_file() {
  const int fd = fd_;
  fd_ = -1;
  if (::close(fd) != 0) {
    fail(temporary_, errno);
  }
}

void NewFolder::finish() {
  std::error_code error;
  fs::rename(temporary_, path_, error);
  if (error) {
    fail(path_, error.value());
  }
}

fs::path plain_path(const std::string& name, const std::string& archive) {
  const fs::path path{name};
  fs::path plain;
  bool climbs = name.empty() || path.is_absolute();
  for (const fs::path& part : path) {
    climbs = climbs || part == "..";
    if (!part.empty() && part != ".") {
      plain /= part;
    }
  }
  if (climbs) {
    throw DataError("archive", archive + " has an entry named \"" + name +
                                   "\", which would leave the folder that it is unpacked to; "
                                   "nothing of it is taken");
  }
  return plain;
}

}  // namespace earmark::fetch
