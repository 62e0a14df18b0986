#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string_view>

namespace earmark {

/// A file that appears under its name complete or not at all: bytes go to a hidden neighbour,
/// which commit() flushes to disk and renames. Destroyed without commit(), it leaves no trace;
/// a killed process leaves only the neighbour, `.NAME.tmp-PID`. So a process may have one writer of
/// a path at a time.
///
/// A symbolic link stays, and what it points to is written so. What is no regular file (a device, a
/// pipe, an open descriptor such as /dev/stdout) is written to directly, as the bytes come.
///
/// Not thread-safe.
class AtomicFile {
 public:
  /// @throws IoError  the folder does not exist or is not writable, the path is a folder
  explicit AtomicFile(std::filesystem::path path);
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  /// @throws IoError  such as a full disk
  void write(std::span<const std::byte> bytes);
  void write(std::string_view text);

  /// @throws IoError  such as a full disk; the old file, if any, is then as it was
  void commit();

 private:
  [[noreturn]] void fail(int error_number) const;

  std::filesystem::path path_;       // as asked for
  std::filesystem::path target_;     // where its links lead
  std::filesystem::path temporary_;  // empty where the target is written to directly
  int fd_ = -1;
};

/// Writes the whole new content of `path`, by AtomicFile. @throws IoError
void write_file(const std::filesystem::path& path, std::string_view text);
void write_file(const std::filesystem::path& path, std::span<const std::byte> bytes);

}  // namespace earmark
