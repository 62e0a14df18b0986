#include "upload.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <string>
#include <utility>

#include "problem.h"

namespace earmark::server {
namespace {

[[noreturn]] void refuse() {
  throw ProblemError({.status = 503,
                      .kind = "queue_full",
                      .detail = "the service has no room for so many uploads now; come again later",
                      .retry_after_s = 10});
}

/// A file without a name. @return  -1 where there can be none
int open_unnamed(const std::filesystem::path& folder) {
  const int fd = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (fd >= 0) {
    return fd;
  }
  // File systems that know no such files.
  std::string name = (folder / "earmark-upload-XXXXXX").string();
  const int named = ::mkostemp(name.data(), O_CLOEXEC);
  if (named >= 0) {
    (void)::unlink(name.c_str());
  }
  return named;
}

}  // namespace

UploadBudget::UploadBudget(std::size_t memory_bytes, std::size_t disk_bytes,
                           std::filesystem::path folder)
    : memory_{memory_bytes},
      disk_{disk_bytes},
      folder_{folder.empty() ? std::filesystem::temp_directory_path() : std::move(folder)} {}

bool UploadBudget::has_folder() const {
  const int fd = open_unnamed(folder_);
  if (fd >= 0) {
    ::close(fd);
  }
  return fd >= 0;
}

bool UploadBudget::take(std::atomic<std::size_t>& left, std::size_t n) {
  std::size_t now = left;
  while (now >= n && !left.compare_exchange_weak(now, now - n)) {
  }
  return now >= n;
}

Upload::Upload(Upload&& other) noexcept
    : budget_{other.budget_},
      memory_{std::move(other.memory_)},
      taken_memory_{std::exchange(other.taken_memory_, 0)},
      taken_disk_{std::exchange(other.taken_disk_, 0)},
      file_{std::exchange(other.file_, -1)},
      map_{std::exchange(other.map_, nullptr)},
      size_{std::exchange(other.size_, 0)} {}

Upload::~Upload() {
  if (map_ != nullptr) {
    (void)::munmap(map_, size_);
  }
  if (file_ >= 0) {
    ::close(file_);
  }
  budget_->give_memory(taken_memory_);
  budget_->give_disk(taken_disk_);
}

void Upload::append(std::span<const std::byte> bytes) {
  const std::size_t size = size_ + bytes.size();
  if (is_in_memory() && size > memory_.capacity()) {
    grow_memory(size);
  }
  if (is_in_memory()) {
    memory_.insert(memory_.end(), bytes.begin(), bytes.end());
  } else {
    write_to_file(bytes);
  }
  size_ = size;
}

void Upload::grow_memory(std::size_t n) {
  const std::size_t room = std::min(std::max(n, 2 * memory_.capacity()), kMaxInMemory);
  if (n > kMaxInMemory || !budget_->take_memory(room - taken_memory_)) {
    move_to_file();
    return;
  }
  taken_memory_ = room;
  memory_.reserve(room);
}

void Upload::move_to_file() {
  file_ = open_unnamed(budget_->folder());
  if (file_ < 0) {
    refuse();
  }
  write_to_file(memory_);
  memory_ = {};
  budget_->give_memory(std::exchange(taken_memory_, 0));
}

void Upload::write_to_file(std::span<const std::byte> bytes) {
  if (!budget_->take_disk(bytes.size())) {
    refuse();
  }
  taken_disk_ += bytes.size();
  while (!bytes.empty()) {
    const ssize_t n = ::write(file_, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) {
      continue;
    }
    if (n <= 0) {
      refuse();
    }
    bytes = bytes.subspan(static_cast<std::size_t>(n));
  }
}

std::span<const std::byte> Upload::bytes() {
  if (is_in_memory()) {
    return memory_;
  }
  if (map_ == nullptr) {
    // Nobody else knows the file, so that it keeps its length.
    void* const map = ::mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, file_, 0);
    if (map == MAP_FAILED) {
      refuse();
    }
    map_ = map;
  }
  return {static_cast<const std::byte*>(map_), size_};
}

}  // namespace earmark::server
