#include "partial_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <nlohmann/json.hpp>
#include <system_error>

#include "earmark/base/atomic_file.h"
#include "earmark/base/errors.h"
#include "earmark/base/file_bytes.h"

namespace earmark::fetch {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxNoteBytes = 1U << 16U;

[[noreturn]] void fail(const fs::path& path, int error_number) {
  throw IoError("cannot write " + path.string() + ": " +
                std::generic_category().message(error_number));
}

}  // namespace

PartialFile::PartialFile(fs::path path, std::string url)
    : path_{std::move(path)},
      part_{path_.string() + ".part"},
      note_{path_.string() + ".part.json"},
      url_{std::move(url)} {
  open(!take_up());
}

PartialFile::~PartialFile() {
  if (fd_ >= 0) {
    (void)::close(fd_);
  }
}

bool PartialFile::take_up() {
  try {
    const auto bytes = read_file(note_, kMaxNoteBytes);
    const auto note =
        nlohmann::json::parse(reinterpret_cast<const char*>(bytes.data()),
                              reinterpret_cast<const char*>(bytes.data()) + bytes.size());
    version_ = note.at("version").get<std::string>();
    size_ = fs::file_size(part_);
    return note.at("url") == url_ && !version_.empty() && size_ > 0;
  } catch (const std::exception&) {
    return false;  // nothing there, or nothing of use
  }
}

void PartialFile::open(bool anew) {
  if (anew) {
    version_.clear();
    size_ = 0;
  }
  constexpr mode_t kReadableByAll = 0644;
  fd_ = ::open(part_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | (anew ? O_TRUNC : 0),
               kReadableByAll);
  if (fd_ < 0) {
    fail(part_, errno);
  }
}

void PartialFile::begin(const std::string& version) {
  if (::ftruncate(fd_, 0) != 0) {
    fail(part_, errno);
  }
  size_ = 0;
  version_ = version;
  write_file(note_, nlohmann::json{{"url", url_}, {"version", version}}.dump(
                        -1, ' ', false, nlohmann::json::error_handler_t::replace));
}

void PartialFile::write(std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(fd_, bytes.data(), bytes.size());
    if (n < 0 && errno != EINTR) {
      fail(part_, errno);
    }
    const std::size_t written = n < 0 ? 0 : static_cast<std::size_t>(n);
    size_ += written;
    bytes = bytes.subspan(written);
  }
}

void PartialFile::finish() {
  if (::fsync(fd_) != 0) {
    fail(part_, errno);
  }
  std::error_code error;
  fs::rename(part_, path_, error);
  if (error) {
    fail(path_, error.value());
  }
  fs::remove(note_, error);
}

void PartialFile::remove() {
  std::error_code ignored;
  fs::remove(part_, ignored);
  fs::remove(note_, ignored);
}

}  // namespace earmark::fetch
