#pragma once

#include <atomic>
#include <cstddef>
#include <filesystem>
#include <span>
#include <vector>

namespace earmark::server {

/// What the uploads of all requests may take together. Thread-safe.
class UploadBudget {
 public:
  /// @param folder  for uploads that are not in memory; "": the system's for temporary files
  UploadBudget(std::size_t memory_bytes, std::size_t disk_bytes, std::filesystem::path folder);

  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }
  /// Whether a file can be made in the folder.
  [[nodiscard]] bool has_folder() const;
  /// Takes from the budget. @return  whether so much was left
  [[nodiscard]] bool take_memory(std::size_t n) { return take(memory_, n); }
  [[nodiscard]] bool take_disk(std::size_t n) { return take(disk_, n); }
  void give_memory(std::size_t n) { memory_ += n; }
  void give_disk(std::size_t n) { disk_ += n; }

 private:
  static bool take(std::atomic<std::size_t>& left, std::size_t n);

  std::atomic<std::size_t> memory_;
  std::atomic<std::size_t> disk_;
  std::filesystem::path folder_;
};

/// What a client sends, while it comes and until it is forgotten: in memory, or past a size in a
/// file without a name, which is gone with this object and with the process. Not thread-safe.
class Upload {
 public:
  static constexpr std::size_t kMaxInMemory = std::size_t{8} << 20U;

  /// @param budget  must outlive this
  explicit Upload(UploadBudget& budget) : budget_{&budget} {}
  ~Upload();
  Upload(Upload&& other) noexcept;
  Upload& operator=(Upload&&) = delete;
  Upload(const Upload&) = delete;
  Upload& operator=(const Upload&) = delete;

  /// @throws ProblemError  503: the budget or the disk is used up
  void append(std::span<const std::byte> bytes);

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] bool is_in_memory() const { return file_ < 0; }

  /// All of it, until this object is gone; nothing may be appended after.
  /// @throws ProblemError  503: the system cannot show the file
  [[nodiscard]] std::span<const std::byte> bytes();

 private:
  void grow_memory(std::size_t n);
  void move_to_file();
  void write_to_file(std::span<const std::byte> bytes);

  UploadBudget* budget_;
  std::vector<std::byte> memory_;
  std::size_t taken_memory_ = 0;
  std::size_t taken_disk_ = 0;
  int file_ = -1;
  void* map_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace earmark::server
