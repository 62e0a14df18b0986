#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

namespace earmark::fetch {

/// A download in the making: its bytes so far in NAME.part and, in NAME.part.json, what they are
/// bytes of, so that a later run can go on. Not thread-safe.
class PartialFile {
 public:
  /// Takes up what an earlier run left of the same address, if that knows which version it has;
  /// else begins anew.
  /// @throws IoError
  PartialFile(std::filesystem::path path, std::string url);
  ~PartialFile();
  PartialFile(const PartialFile&) = delete;
  PartialFile& operator=(const PartialFile&) = delete;

  [[nodiscard]] std::uint64_t size() const { return size_; }
  /// The server's mark of the version, an ETag or a date; "" where there is none.
  [[nodiscard]] const std::string& version() const { return version_; }

  /// Throws away what is there, and notes what comes instead. @throws IoError
  void begin(const std::string& version);
  /// @throws IoError  such as a full disk
  void write(std::span<const std::byte> bytes);
  /// Puts the whole file under its name. @throws IoError
  void finish();
  /// Throws away what is there.
  void remove();

 private:
  [[nodiscard]] bool take_up();
  void open(bool anew);

  std::filesystem::path path_;
  std::filesystem::path part_;
  std::filesystem::path note_;
  std::string url_;
  std::string version_;
  std::uint64_t size_ = 0;
  int fd_ = -1;
};

}  // namespace earmark::fetch
