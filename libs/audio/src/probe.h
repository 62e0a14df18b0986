#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "byte_source.h"

namespace earmark::audio {

/// A look at up to 4096 bytes of a source. Bytes past its end read as zero.
class Probe {
 public:
  Probe(ByteSource& source, std::int64_t offset)
      : n_{source.read_at(offset, std::as_writable_bytes(std::span{bytes_}))} {}

  [[nodiscard]] std::span<const unsigned char> bytes() const { return std::span{bytes_}.first(n_); }
  [[nodiscard]] std::uint32_t operator[](std::size_t i) const { return i < n_ ? bytes_.at(i) : 0U; }

  [[nodiscard]] bool has(std::size_t at, std::string_view text) const {
    return std::all_of(text.begin(), text.end(), [&](char c) {
      return at < n_ && bytes_.at(at++) == static_cast<unsigned char>(c);
    });
  }

  [[nodiscard]] std::uint32_t le16(std::size_t i) const {
    return (*this)[i] | ((*this)[i + 1] << 8U);
  }
  [[nodiscard]] std::uint32_t be16(std::size_t i) const {
    return ((*this)[i] << 8U) | (*this)[i + 1];
  }
  [[nodiscard]] std::uint32_t le32(std::size_t i) const { return le16(i) | (le16(i + 2) << 16U); }
  [[nodiscard]] std::uint32_t be32(std::size_t i) const { return (be16(i) << 16U) | be16(i + 2); }

 private:
  std::array<unsigned char, 4096> bytes_{};
  std::size_t n_;
};

}  // namespace earmark::audio
