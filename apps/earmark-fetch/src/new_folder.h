#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>

namespace earmark::fetch {

/// A folder that appears under its name complete or not at all. Until finish(), files go to a
/// neighbour, NAME.part, which is begun anew where an earlier one was left, and goes with this
/// object. Nothing but what is made here lies in it, no links among it, so that no name can lead
/// out. Not thread-safe.
class NewFolder {
 public:
  /// @throws IoError  the neighbour cannot be made
  explicit NewFolder(std::filesystem::path path);
  ~NewFolder();
  NewFolder(const NewFolder&) = delete;
  NewFolder& operator=(const NewFolder&) = delete;

  /// @param name  as plain_path() gives it
  /// @throws IoError, DataError  a file stands in its way
  void add_folder(const std::filesystem::path& name);
  /// Opens a new file; what is written next goes to it.
  /// @throws IoError, DataError  the name stands twice
  void add_file(const std::filesystem::path& name);
  /// @throws IoError  such as a full disk
  void write(std::span<const std::byte> bytes);
  /// @throws IoError
  void close_file();

  /// @throws IoError  the name is taken
  void finish();

 private:
  std::filesystem::path path_;
  std::filesystem::path temporary_;
  int fd_ = -1;
};

/// A name inside an archive as a path that stays below where it is unpacked.
/// @throws DataError  it is empty or absolute, or climbs by ".."
[[nodiscard]] std::filesystem::path plain_path(const std::string& name, const std::string& archive);

}  // namespace earmark::fetch
