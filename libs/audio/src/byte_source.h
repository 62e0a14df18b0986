#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>

namespace earmark::audio {

/// The bytes of one encoded sound, wherever they lie. Not thread-safe.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  ByteSource(const ByteSource&) = delete;
  ByteSource& operator=(const ByteSource&) = delete;

  [[nodiscard]] virtual std::int64_t size() const = 0;

  /// Copies bytes from `offset` on.
  /// @return  bytes copied: fewer than asked for at the end, or where the disk fails
  [[nodiscard]] virtual std::size_t read_at(std::int64_t offset, std::span<std::byte> out) = 0;

  /// errno of the last read that the system failed, 0 where none was: such a read gives as few
  /// bytes as one at the end.
  [[nodiscard]] virtual int error_number() const { return 0; }

  /// Bytes fetched from the file so far, to see what a seek costs.
  [[nodiscard]] virtual std::int64_t n_bytes_fetched() const = 0;

 protected:
  ByteSource() = default;
};

/// Opens a regular file; never blocks on a pipe or a device.
/// @throws DecodeError  kind "not_found", "permission", "unsupported" or "decode" (empty)
[[nodiscard]] std::unique_ptr<ByteSource> open_file(const std::filesystem::path& path);

/// @throws DecodeError  kind "decode": no bytes
[[nodiscard]] std::unique_ptr<ByteSource> view_memory(std::span<const std::byte> bytes);

}  // namespace earmark::audio
