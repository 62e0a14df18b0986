#include "sniff.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

#include "earmark/base/errors.h"

namespace earmark::audio {
namespace {

constexpr std::size_t kProbeSize = 4096;

class Bytes {
 public:
  Bytes(ByteSource& source, std::int64_t offset)
      : n_{source.read_at(offset, std::as_writable_bytes(std::span{bytes_}))} {}

  [[nodiscard]] std::size_t size() const { return n_; }
  [[nodiscard]] unsigned operator[](std::size_t i) const { return i < n_ ? bytes_.at(i) : 0U; }
  [[nodiscard]] bool has(std::size_t at, std::string_view text) const {
    return at + text.size() <= n_ &&
           std::equal(text.begin(), text.end(), bytes_.begin() + static_cast<std::ptrdiff_t>(at),
                      [](char a, unsigned char b) { return static_cast<unsigned char>(a) == b; });
  }
  [[nodiscard]] bool is_text() const {
    return std::all_of(bytes_.begin(), bytes_.begin() + static_cast<std::ptrdiff_t>(n_),
                       [](unsigned char b) { return b >= 32 || (b >= 9 && b <= 13) || b == 27; });
  }

 private:
  std::array<unsigned char, kProbeSize> bytes_{};
  std::size_t n_;
};

// ID3v2: ten bytes, the size in four times seven bits, then perhaps a footer of ten more.
std::int64_t id3v2_size(const Bytes& bytes) {
  if (!bytes.has(0, "ID3") || ((bytes[6] | bytes[7] | bytes[8] | bytes[9]) & 0x80U) != 0) {
    return 0;
  }
  const std::int64_t body = static_cast<std::int64_t>((bytes[6] << 21U) | (bytes[7] << 14U) |
                                                      (bytes[8] << 7U) | bytes[9]);
  return body + ((bytes[5] & 0x10U) != 0 ? 20 : 10);
}

std::int64_t skip_leading_tags(ByteSource& source) {
  std::int64_t begin = 0;
  while (true) {
    const std::int64_t n = id3v2_size(Bytes{source, begin});
    if (n == 0 || begin + n >= source.size()) {
      return begin;
    }
    begin += n;
  }
}

std::string ogg_codec(const Bytes& bytes) {
  const std::size_t packet = 27U + bytes[26];
  if (bytes.has(packet, "OpusHead")) {
    return "ogg opus";
  }
  if (bytes.has(packet, "\x01vorbis")) {
    return "ogg vorbis";
  }
  return bytes.has(packet,
                   "\x7f"
                   "FLAC")
             ? "ogg flac"
             : "";
}

bool is_mpeg_header(const Bytes& bytes, std::size_t at) {
  const unsigned version = (bytes[at + 1] >> 3U) & 3U;
  const unsigned layer = (bytes[at + 1] >> 1U) & 3U;
  const unsigned bit_rate = bytes[at + 2] >> 4U;
  const unsigned sample_rate = (bytes[at + 2] >> 2U) & 3U;
  return bytes[at] == 0xFF && (bytes[at + 1] & 0xE0U) == 0xE0 && version != 1 && layer != 0 &&
         bit_rate != 15 && sample_rate != 3;
}

std::optional<std::string> known_format(const Bytes& bytes) {
  if ((bytes.has(0, "RIFF") || bytes.has(0, "RIFX") || bytes.has(0, "RF64")) &&
      bytes.has(8, "WAVE")) {
    return "wav";
  }
  if (bytes.has(0, "riff") && bytes.has(24, "wave")) {
    return "w64";
  }
  if (bytes.has(0, "FORM") && (bytes.has(8, "AIFF") || bytes.has(8, "AIFC"))) {
    return "aiff";
  }
  if (bytes.has(0, ".snd") || bytes.has(0, "dns.")) {
    return "au";
  }
  if (bytes.has(0, "fLaC")) {
    return "flac";
  }
  if (bytes.has(0, "OggS")) {
    return ogg_codec(bytes);
  }
  if (bytes.has(4, "ftyp")) {
    return "m4a";
  }
  return std::nullopt;
}

}  // namespace

Content sniff(ByteSource& source) {
  Content content{.format = {}, .begin = skip_leading_tags(source), .end = source.size()};
  const Bytes bytes{source, content.begin};
  if (const auto format = known_format(bytes)) {
    content.format = *format;
    return content;
  }
  if (content.begin > 0 || is_mpeg_header(bytes, 0)) {
    content.format = "mp3";
    return content;
  }
  throw DecodeError{bytes.is_text() ? "it is a text file, not sound"
                                    : "its content is no sound format known here"};
}

}  // namespace earmark::audio
