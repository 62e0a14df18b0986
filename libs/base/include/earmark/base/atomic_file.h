#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string_view>

namespace earmark {

/// A file that appears under its name complete or not at all: bytes go to a hidden neighbour,
/// which commit() flushes to disk and renames. Destroyed without commit(), it leaves no trace;
/// a killed process leaves only the neighbour, `.NAME.tmp-PID`.
///
/// Not thread-safe.
class AtomicFile {
 public:
  /// @throws IoError  the folder does not exist or is not writable
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

  std::filesystem::path path_;
  std::filesystem::path temporary_;
  int fd_ = -1;
};

/// Writes `text` as the whole new content of `path`, by AtomicFile.
void write_file(const std::filesystem::path& path, std::string_view text);

}  // namespace earmark
