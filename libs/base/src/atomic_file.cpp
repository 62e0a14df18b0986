#include "earmark/base/atomic_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <system_error>
#include <utility>

#include "earmark/base/errors.h"

namespace earmark {

AtomicFile::AtomicFile(std::filesystem::path path)
    : path_{std::move(path)},
      temporary_{path_.parent_path() /
                 ("." + path_.filename().string() + ".tmp-" + std::to_string(::getpid()))},
      fd_{::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666)} {
  if (fd_ < 0) {
    fail(errno);
  }
}

AtomicFile::~AtomicFile() {
  if (fd_ >= 0) {
    ::close(fd_);
    ::unlink(temporary_.c_str());
  }
}

void AtomicFile::write(std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t n_written = ::write(fd_, bytes.data(), bytes.size());
    if (n_written < 0 && errno != EINTR) {
      fail(errno);
    }
    bytes = bytes.subspan(static_cast<std::size_t>(n_written < 0 ? 0 : n_written));
  }
}

void AtomicFile::write(std::string_view text) { write(std::as_bytes(std::span{text})); }

void AtomicFile::commit() {
  if (::fsync(fd_) != 0 || ::rename(temporary_.c_str(), path_.c_str()) != 0) {
    fail(errno);
  }
  ::close(std::exchange(fd_, -1));
}

void AtomicFile::fail(int error_number) const {
  throw IoError("cannot write " + path_.string() + ": " +
                std::generic_category().message(error_number));
}

void write_file(const std::filesystem::path& path, std::string_view text) {
  AtomicFile file{path};
  file.write(text);
  file.commit();
}

}  // namespace earmark
