#include "earmark/base/atomic_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <system_error>
#include <utility>

#include "earmark/base/errors.h"

namespace earmark {

namespace {

namespace fs = std::filesystem;

// The links of /proc name open files, which need have no other name.
bool is_open_descriptor(const fs::path& path) { return path.string().starts_with("/proc/"); }

// Where symbolic links lead, to what may not exist yet.
fs::path follow_links(fs::path path) {
  constexpr int kMostLinks = 40;  // as Linux allows
  std::error_code error;
  for (int n = 0; n < kMostLinks && fs::is_symlink(fs::symlink_status(path, error)); ++n) {
    const fs::path folder = fs::canonical(path.has_parent_path() ? path.parent_path() : ".", error);
    if (error || is_open_descriptor(folder)) {
      break;
    }
    path = folder / fs::read_symlink(path, error);
  }
  return path;
}

bool is_replaceable(const fs::path& target) {
  std::error_code error;
  const auto type = fs::symlink_status(target, error).type();
  return type == fs::file_type::regular || type == fs::file_type::not_found;
}

fs::path neighbour_of(const fs::path& target) {
  return target.parent_path() /
         ("." + target.filename().string() + ".tmp-" + std::to_string(::getpid()));
}

}  // namespace

AtomicFile::AtomicFile(std::filesystem::path path)
    : path_{std::move(path)}, target_{follow_links(path_)} {
  if (is_replaceable(target_)) {
    temporary_ = neighbour_of(target_);
    fd_ = ::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  } else {
    fd_ = ::open(target_.c_str(), O_WRONLY | O_TRUNC | O_CLOEXEC);
  }
  if (fd_ < 0) {
    fail(errno);
  }
}

AtomicFile::~AtomicFile() {
  if (fd_ >= 0) {
    ::close(fd_);
    if (!temporary_.empty()) {
      ::unlink(temporary_.c_str());
    }
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
  if (!temporary_.empty() &&
      (::fsync(fd_) != 0 || ::rename(temporary_.c_str(), target_.c_str()) != 0)) {
    fail(errno);
  }
  ::close(std::exchange(fd_, -1));
}

void AtomicFile::fail(int error_number) const {
  throw IoError("cannot write " + path_.string() + ": " +
                std::generic_category().message(error_number));
}

void write_file(const std::filesystem::path& path, std::string_view text) {
  write_file(path, std::as_bytes(std::span{text}));
}

void write_file(const std::filesystem::path& path, std::span<const std::byte> bytes) {
  AtomicFile file{path};
  file.write(bytes);
  file.commit();
}

}  // namespace earmark
