#include "spooled_run.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <fstream>
#include <random>
#include <system_error>
#include <utility>

#include "earmark/base/atomic_file.h"
#include "earmark/base/errors.h"
#include "json_read.h"

namespace earmark::tracking {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kReadBytes = std::size_t{1} << 20U;

[[noreturn]] void fail(const std::string& what, const fs::path& path, int error) {
  throw IoError(what + ' ' + path.string() + ": " + std::generic_category().message(error));
}

/// Different for each run of each process: the time first, so that names sort by it.
std::string fresh_name() {
  const auto now = std::chrono::duration_cast<std::chrono::milliseconds>(
                       std::chrono::system_clock::now().time_since_epoch())
                       .count();
  return std::to_string(now) + '-' + std::to_string(::getpid()) + '-' +
         std::to_string(std::random_device{}());
}

void make_folder(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) {
    fail("cannot make the folder", folder, error.value());
  }
}

void write_all(int fd, std::string_view text, const fs::path& file) {
  while (!text.empty()) {
    const ssize_t n = ::write(fd, text.data(), text.size());
    if (n < 0 && errno != EINTR) {
      const int error = errno;
      (void)::close(fd);
      fail("cannot write", file, error);
    }
    text.remove_prefix(static_cast<std::size_t>(std::max<ssize_t>(n, 0)));
  }
}

/// For a folder: the names in it.
void sync_path(const fs::path& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);  // NOLINT(*-vararg)
  if (fd < 0) {
    fail("cannot open", path, errno);
  }
  const int error = ::fsync(fd) == 0 ? 0 : errno;
  (void)::close(fd);
  if (error != 0) {
    fail("cannot write", path, error);
  }
}

}  // namespace

std::optional<FileLock> FileLock::take(const fs::path& file) {
  const int fd = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);  // NOLINT(*-vararg)
  if (fd < 0) {
    fail("cannot open", file, errno);
  }
  FileLock lock{fd};
  if (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
    return std::nullopt;
  }
  return lock;
}

FileLock::~FileLock() {
  if (fd_ >= 0) {
    (void)::close(fd_);
  }
}

FileLock::FileLock(FileLock&& other) noexcept : fd_{std::exchange(other.fd_, -1)} {}

SpooledRun SpooledRun::create(const fs::path& spool) {
  const fs::path folder = spool / fresh_name();
  make_folder(folder / "files");
  std::optional<FileLock> lock = FileLock::take(folder / "lock");
  if (!lock) {
    throw IoError("another process has taken " + folder.string());
  }
  return {folder, std::move(*lock)};
}

std::optional<SpooledRun> SpooledRun::take_over(const fs::path& folder) {
  std::optional<FileLock> lock = FileLock::take(folder / "lock");
  if (!lock) {
    return std::nullopt;
  }
  return SpooledRun{folder, std::move(*lock)};
}

void SpooledRun::append(const nlohmann::json& entry) const {
  const fs::path file = journal();
  const int fd =
      ::open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);  // NOLINT(*-vararg)
  if (fd < 0) {
    fail("cannot write", file, errno);
  }
  write_all(fd, text_of(entry) + '\n', file);
  (void)::close(fd);
}

void SpooledRun::sync() const {
  sync_path(journal());
  for (const fs::path& folder : {folder_ / "files", folder_, folder_.parent_path()}) {
    sync_path(folder);
  }
}

std::string SpooledRun::keep(const fs::path& file) {
  std::string name = std::to_string(n_kept_++);
  std::error_code error;
  // Files are replaced, not changed (AtomicFile), so a second name for this one keeps it as it is.
  fs::create_hard_link(file, kept(name), error);
  if (error) {
    fs::copy_file(file, kept(name), fs::copy_options::overwrite_existing, error);
    if (error) {
      fail("cannot keep a copy of", file, error.value());
    }
    sync_path(kept(name));
  }
  return name;
}

fs::path SpooledRun::kept(const std::string& name) const {
  return folder_ / "files" / fs::path{name}.filename();
}

std::string SpooledRun::read_from(std::uint64_t offset) const {
  std::ifstream file{journal(), std::ios::binary};
  file.seekg(static_cast<std::streamoff>(offset));
  std::string text;
  while (file && text.find('\n') == std::string::npos) {
    std::string block(kReadBytes, '\0');
    file.read(block.data(), static_cast<std::streamsize>(block.size()));
    text.append(block, 0, static_cast<std::size_t>(file.gcount()));
  }
  // What comes after the last line's end is still being written, or was when the process died.
  return text.substr(0, text.rfind('\n') + 1);
}

nlohmann::json SpooledRun::progress() const {
  std::ifstream file{folder_ / "progress.json"};
  const nlohmann::json progress = nlohmann::json::parse(file, nullptr, false);
  return progress.is_object() ? progress : nlohmann::json::object();
}

void SpooledRun::save_progress(const nlohmann::json& progress) const {
  write_file(folder_ / "progress.json", text_of(progress));
}

void SpooledRun::remove() {
  std::error_code error;
  fs::remove_all(folder_, error);
}

std::uint64_t bytes_below(const fs::path& folder) {
  std::uint64_t bytes = 0;
  std::error_code error;
  for (fs::recursive_directory_iterator at{folder, error}; !error && at != end(at);
       at.increment(error)) {
    std::error_code unknown;
    const auto size = fs::file_size(at->path(), unknown);
    bytes += unknown ? 0 : size;
  }
  return bytes;
}

}  // namespace earmark::tracking
