#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

namespace earmark::tracking {

/// A file that no other process has locked while this lives.
class FileLock {
 public:
  /// None where another process holds it. @throws IoError
  [[nodiscard]] static std::optional<FileLock> take(const std::filesystem::path& file);
  ~FileLock();
  FileLock(FileLock&& other) noexcept;
  FileLock& operator=(FileLock&&) = delete;
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

 private:
  explicit FileLock(int fd) : fd_{fd} {}
  int fd_;
};

/// A run on disk until a server has all of it: a folder with a journal, an entry a line, the files
/// that go with it, and how much of it is sent.
///
/// One thread may append while another reads.
class SpooledRun {
 public:
  /// A new one in the folder of all. @throws IoError
  [[nodiscard]] static SpooledRun create(const std::filesystem::path& spool);

  /// One that an earlier process left; none where a living process has it.
  /// @throws IoError
  [[nodiscard]] static std::optional<SpooledRun> take_over(const std::filesystem::path& folder);

  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }

  /// A process that is killed loses nothing of it; a power cut, what sync() did not follow.
  /// @throws IoError  such as a full disk
  void append(const nlohmann::json& entry) const;

  /// Waits until all that was appended and kept is on the disk. @throws IoError
  void sync() const;

  /// Keeps a file as it is now, and gives the name for its entry. @throws IoError
  [[nodiscard]] std::string keep(const std::filesystem::path& file);
  [[nodiscard]] std::filesystem::path kept(const std::string& name) const;

  /// The whole lines of the journal from `offset` on, of 1 MiB at most; an entry longer than that
  /// comes alone.
  [[nodiscard]] std::string read_from(std::uint64_t offset) const;

  /// What a sender remembers; an empty object at first.
  [[nodiscard]] nlohmann::json progress() const;
  void save_progress(const nlohmann::json& progress) const;

  /// Takes all of it from the disk.
  void remove();

 private:
  SpooledRun(std::filesystem::path folder, FileLock lock)
      : folder_{std::move(folder)}, lock_{std::move(lock)} {}
  [[nodiscard]] std::filesystem::path journal() const { return folder_ / "journal.jsonl"; }

  std::filesystem::path folder_;
  FileLock lock_;
  std::size_t n_kept_ = 0;
};

/// The bytes of all files below a folder; 0 where there is none.
[[nodiscard]] std::uint64_t bytes_below(const std::filesystem::path& folder);

}  // namespace earmark::tracking
