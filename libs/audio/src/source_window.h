#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "byte_source.h"

namespace earmark::audio {

/// The bytes [begin, end) of a source as a file of their own, for the callbacks of C libraries.
class SourceWindow {
 public:
  SourceWindow(ByteSource& source, std::int64_t begin, std::int64_t end);

  [[nodiscard]] std::int64_t size() const { return end_ - begin_; }
  [[nodiscard]] std::int64_t tell() const { return position_; }

  /// From now on this is read at `offset`, whatever the source holds there.
  void replace(std::int64_t offset, std::array<std::byte, 4> bytes);

  /// @return  bytes copied, fewer than out.size() at the end
  std::size_t read(std::span<std::byte> out);

  /// As lseek: `whence` is SEEK_SET, SEEK_CUR or SEEK_END. Stays within the window.
  /// @return  the new position
  std::int64_t seek(std::int64_t offset, int whence);

 private:
  ByteSource* source_;
  std::int64_t begin_;
  std::int64_t end_;
  std::int64_t position_ = 0;
  std::int64_t replaced_at_ = -4;  // before everything
  std::array<std::byte, 4> replacement_{};
};

}  // namespace earmark::audio
