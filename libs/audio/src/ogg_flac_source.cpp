#include "ogg_flac_source.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>
#include <span>
#include <vector>

namespace earmark::audio {
namespace {

// The head of an Ogg page (RFC 3533, 6).
struct PageHead {
  bool is_last = false;
  std::uint32_t serial = 0;
  std::int64_t head_size = 0;
  std::int64_t payload_size = 0;
};

std::optional<PageHead> read_head(ByteSource& source, std::int64_t at) {
  constexpr std::size_t kFixed = 27;
  std::array<unsigned char, kFixed + 255> bytes{};
  const std::size_t n = source.read_at(at, std::as_writable_bytes(std::span{bytes}));
  if (n < kFixed || std::memcmp(bytes.data(), "OggS", 4) != 0 || n < kFixed + bytes[26]) {
    return std::nullopt;
  }
  PageHead head{.is_last = (bytes[5] & 4U) != 0,
                .serial = 0,
                .head_size = std::int64_t{kFixed} + bytes[26],
                .payload_size = 0};
  std::memcpy(&head.serial, &bytes[14], sizeof head.serial);  // only compared
  for (const std::int64_t segment : std::span{bytes}.subspan(kFixed, bytes[26])) {
    head.payload_size += segment;
  }
  return head;
}

class OggFlacSource final : public ByteSource {
 public:
  OggFlacSource(ByteSource& source, std::int64_t begin, std::int64_t end) : source_{&source} {
    // Before the first packet's FLAC stand a byte, "FLAC", a version and a count of headers.
    constexpr std::int64_t kMappingSize = 9;
    std::optional<std::uint32_t> serial;
    for (std::int64_t at = begin; at < end;) {
      const auto head = read_head(source, at);
      if (!head) {
        break;
      }
      const std::int64_t skipped = serial ? 0 : std::min(kMappingSize, head->payload_size);
      serial = serial.value_or(head->serial);
      const std::int64_t payload = at + head->head_size;
      at = payload + head->payload_size;
      if (head->serial != *serial) {
        continue;
      }
      pieces_.push_back({.first = size_, .offset = payload + skipped});
      size_ += std::min(at, end) - std::min(payload + skipped, end);
      if (head->is_last) {
        break;
      }
    }
  }

  [[nodiscard]] std::int64_t size() const override { return size_; }
  [[nodiscard]] std::int64_t n_bytes_fetched() const override { return source_->n_bytes_fetched(); }
  [[nodiscard]] int error_number() const override { return source_->error_number(); }

  [[nodiscard]] std::size_t read_at(std::int64_t offset, std::span<std::byte> out) override {
    std::size_t n = 0;
    auto piece = std::upper_bound(pieces_.begin(), pieces_.end(), offset,
                                  [](std::int64_t at, const Piece& p) { return at < p.first; });
    while (offset >= 0 && offset < size_ && n < out.size()) {
      const std::int64_t piece_end = piece == pieces_.end() ? size_ : piece->first;
      const Piece& here = *std::prev(piece);
      const auto n_asked = std::min(out.size() - n, static_cast<std::size_t>(piece_end - offset));
      const std::size_t n_read =
          source_->read_at(here.offset + (offset - here.first), out.subspan(n, n_asked));
      n += n_read;
      offset += static_cast<std::int64_t>(n_read);
      if (n_read < n_asked) {
        break;
      }
      while (piece != pieces_.end() && piece->first <= offset) {
        ++piece;
      }
    }
    return n;
  }

 private:
  // What one page holds: from `first` in the FLAC file, from `offset` in the source.
  struct Piece {
    std::int64_t first;
    std::int64_t offset;
  };

  ByteSource* source_;
  std::vector<Piece> pieces_;
  std::int64_t size_ = 0;
};

}  // namespace

std::unique_ptr<ByteSource> unwrap_ogg_flac(ByteSource& source, std::int64_t begin,
                                            std::int64_t end) {
  return std::make_unique<OggFlacSource>(source, begin, end);
}

}  // namespace earmark::audio
