#include "byte_source.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string>
#include <system_error>
#include <vector>

#include "earmark/base/errors.h"

namespace earmark::audio {
namespace {

// Decoders ask for a few bytes at a time; a system call for each would cost more than decoding.
constexpr std::size_t kBufferSize = std::size_t{1} << 16U;

class FileSource final : public ByteSource {
 public:
  FileSource(int fd, std::int64_t size) : fd_{fd}, size_{size}, buffer_(kBufferSize) {}
  ~FileSource() override { ::close(fd_); }
  FileSource(const FileSource&) = delete;
  FileSource& operator=(const FileSource&) = delete;

  [[nodiscard]] std::int64_t size() const override { return size_; }
  [[nodiscard]] std::int64_t n_bytes_fetched() const override { return n_bytes_fetched_; }
  [[nodiscard]] int error_number() const override { return error_number_; }

  [[nodiscard]] std::size_t read_at(std::int64_t offset, std::span<std::byte> out) override {
    std::size_t n = 0;
    while (n < out.size()) {
      const auto at = offset + static_cast<std::int64_t>(n);
      const auto rest = out.subspan(n);
      if (at >= begin_ && at < begin_ + static_cast<std::int64_t>(n_buffered_)) {
        const auto first = static_cast<std::size_t>(at - begin_);
        const std::size_t n_copied = std::min(rest.size(), n_buffered_ - first);
        std::memcpy(rest.data(), buffer_.data() + first, n_copied);
        n += n_copied;
      } else if (rest.size() >= buffer_.size()) {
        return n + fetch(at, rest);
      } else {
        begin_ = at;
        n_buffered_ = fetch(at, buffer_);
        if (n_buffered_ == 0) {
          break;
        }
      }
    }
    return n;
  }

 private:
  std::size_t fetch(std::int64_t offset, std::span<std::byte> out) {
    std::size_t n = 0;
    while (n < out.size()) {
      const ssize_t n_read =
          ::pread(fd_, out.data() + n, out.size() - n, offset + static_cast<std::int64_t>(n));
      if (n_read < 0 && errno == EINTR) {
        continue;
      }
      if (n_read < 0) {
        error_number_ = errno;
      }
      if (n_read <= 0) {
        break;
      }
      n += static_cast<std::size_t>(n_read);
    }
    n_bytes_fetched_ += static_cast<std::int64_t>(n);
    return n;
  }

  int fd_;
  int error_number_ = 0;
  std::int64_t size_;
  std::int64_t n_bytes_fetched_ = 0;
  std::vector<std::byte> buffer_;
  std::int64_t begin_ = 0;
  std::size_t n_buffered_ = 0;
};

class MemorySource final : public ByteSource {
 public:
  explicit MemorySource(std::span<const std::byte> bytes) : bytes_{bytes} {}

  [[nodiscard]] std::int64_t size() const override {
    return static_cast<std::int64_t>(bytes_.size());
  }
  [[nodiscard]] std::int64_t n_bytes_fetched() const override { return n_bytes_fetched_; }

  [[nodiscard]] std::size_t read_at(std::int64_t offset, std::span<std::byte> out) override {
    if (offset < 0 || offset >= size()) {
      return 0;
    }
    const auto first = static_cast<std::size_t>(offset);
    const std::size_t n = std::min(out.size(), bytes_.size() - first);
    if (n > 0) {
      std::memcpy(out.data(), bytes_.data() + first, n);
    }
    n_bytes_fetched_ += static_cast<std::int64_t>(n);
    return n;
  }

 private:
  std::span<const std::byte> bytes_;
  std::int64_t n_bytes_fetched_ = 0;
};

[[noreturn]] void fail(const std::filesystem::path& path, int error) {
  const std::string start = "cannot read " + path.string() + ": ";
  switch (error) {
    case ENOENT:
    case ENOTDIR:
      throw DecodeError{"not_found", start + "no such file"};
    case EACCES:
    case EPERM:
      throw DecodeError{"permission", start + "you have no permission to read it"};
    default:
      throw DecodeError{"decode", start + std::system_category().message(error)};
  }
}

void require_regular(const std::filesystem::path& path, const struct stat& status) {
  if (S_ISDIR(status.st_mode)) {
    throw DecodeError{"unsupported",
                      "cannot read " + path.string() + ": it is a folder, not a sound file"};
  }
  if (!S_ISREG(status.st_mode)) {
    throw DecodeError{"unsupported", "cannot read " + path.string() +
                                         ": it is a pipe or a device, and only files can be read"};
  }
}

}  // namespace

std::unique_ptr<ByteSource> open_file(const std::filesystem::path& path) {
  struct stat status {};
  // Looked at before it is opened, since opening a device can move it; O_NONBLOCK keeps a pipe
  // that takes the file's place in between from blocking.
  if (::stat(path.c_str(), &status) != 0) {
    fail(path, errno);
  }
  require_regular(path, status);
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0) {
    fail(path, errno);
  }
  if (::fstat(fd, &status) != 0 || !S_ISREG(status.st_mode) || status.st_size == 0) {
    ::close(fd);
    require_regular(path, status);
    throw DecodeError{"decode", "cannot read " + path.string() + ": the file is empty"};
  }
  return std::make_unique<FileSource>(fd, static_cast<std::int64_t>(status.st_size));
}

std::unique_ptr<ByteSource> view_memory(std::span<const std::byte> bytes) {
  if (bytes.empty()) {
    throw DecodeError{"decode", "cannot read the sound: there are no bytes"};
  }
  return std::make_unique<MemorySource>(bytes);
}

}  // namespace earmark::audio
