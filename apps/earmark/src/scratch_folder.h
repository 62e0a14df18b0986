#pragma once

#include <filesystem>

namespace earmark::cli {

/// A new folder, which goes with its files.
class ScratchFolder {
 public:
  /// NAME-XXXXXX, where the Xs make it one that was not there.
  /// @throws IoError  it cannot be made
  explicit ScratchFolder(const std::filesystem::path& name);
  /// One in the system's folder for temporary files.
  ScratchFolder();
  ~ScratchFolder();
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace earmark::cli
