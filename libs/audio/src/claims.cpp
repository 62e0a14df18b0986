#include "claims.h"

#include <array>
#include <cmath>
#include <cstdio>
#include <string>

#include "earmark/base/errors.h"
#include "probe.h"

namespace earmark::audio {
namespace {

constexpr int kMaxChunks = 1000;

// Compressions of WAV, by the number in its fmt chunk.
enum WavTag : std::uint32_t {
  kPcm = 1,
  kMsAdpcm = 2,
  kFloat = 3,
  kALaw = 6,
  kMuLaw = 7,
  kImaAdpcm = 0x11,
  kMpeg = 0x50,
  kMp3 = 0x55,
  kExtensible = 0xFFFE
};

struct WavFormat {
  std::uint32_t tag = 0;
  std::uint32_t bytes_per_frame = 0;
};

void require_known(std::uint32_t tag) {
  for (const std::uint32_t known :
       {kPcm, kMsAdpcm, kFloat, kALaw, kMuLaw, kImaAdpcm, kMpeg, kMp3}) {
    if (tag == known) {
      return;
    }
  }
  std::array<char, 80> text{};
  (void)std::snprintf(text.data(), text.size(),
                      "it is a WAV of compression 0x%04X, which is not read", tag);
  throw DecodeError{"unsupported", text.data()};
}

WavFormat read_wav_format(const Probe& chunk, bool big_endian, Claims& claims) {
  const auto u16 = [&](std::size_t i) { return big_endian ? chunk.be16(i) : chunk.le16(i); };
  const auto u32 = [&](std::size_t i) { return big_endian ? chunk.be32(i) : chunk.le32(i); };
  const std::uint32_t tag = u16(8);
  claims.n_channels = u16(10);
  claims.sample_rate = u32(12);
  // The first two bytes of an extensible format's GUID are the tag it stands for.
  const WavFormat format{.tag = tag == kExtensible ? u16(32) : tag, .bytes_per_frame = u16(20)};
  require_known(format.tag);
  return format;
}

// Whether a RIFF size says no more than a data chunk without data, whose content begins `n_bytes`
// into the file, would: then nobody came back to fill either in.
bool is_unset(std::int64_t riff_size, std::int64_t n_bytes) {
  return riff_size + 8 <= n_bytes || riff_size >= 0x7FFFF000;
}

// RIFF (little-endian), RIFX (big-endian) and RF64, whose data size stands in a ds64 chunk.
Claims read_wav(ByteSource& source, std::int64_t begin) {
  Claims claims;
  const Probe head{source, begin};
  const bool big_endian = head.has(0, "RIFX");
  const std::int64_t riff_size = big_endian ? head.be32(4) : head.le32(4);
  WavFormat format;
  std::int64_t long_size = 0;
  std::int64_t at = begin + 12;
  for (int i = 0; i < kMaxChunks && at < source.size(); ++i) {
    const Probe chunk{source, at};
    const std::int64_t size = big_endian ? chunk.be32(4) : chunk.le32(4);
    if (chunk.has(0, "fmt ")) {
      format = read_wav_format(chunk, big_endian, claims);
    } else if (chunk.has(0, "ds64")) {
      long_size = static_cast<std::int64_t>(chunk.le32(16)) |
                  (static_cast<std::int64_t>(chunk.le32(20) & 0x7FFFFFFFU) << 32U);
    } else if (chunk.has(0, "data")) {
      // Who writes to a pipe leaves a size of zero or of almost all ones.
      const bool is_known = size > 0 && size < 0x7FFFF000;
      const bool is_plain = format.tag != kMsAdpcm && format.tag != kImaAdpcm;
      if (is_plain && format.bytes_per_frame > 0 && (is_known || long_size > 0)) {
        claims.n_frames = (is_known ? size : long_size) / format.bytes_per_frame;
      }
      if (size == 0 && is_unset(riff_size, at + 8 - begin)) {
        claims.unset_size = at + 4;
      }
      if (format.tag == kMpeg || format.tag == kMp3) {
        claims = Claims{.n_channels = {},
                        .sample_rate = {},
                        .n_frames = {},
                        .mpeg_begin = at + 8,
                        .unset_size = 0};
      }
      break;
    }
    at += 8 + size + (size & 1);
  }
  return claims;
}

// IEEE 754 extended precision, big-endian, as in AIFF's COMM chunk.
double read_extended(const Probe& chunk, std::size_t at) {
  const auto exponent = static_cast<int>(chunk.be16(at) & 0x7FFFU) - 16383;
  const double mantissa = std::ldexp(chunk.be32(at + 2), -31) + std::ldexp(chunk.be32(at + 6), -63);
  return (chunk.be16(at) & 0x8000U) != 0 ? -std::ldexp(mantissa, exponent)
                                         : std::ldexp(mantissa, exponent);
}

Claims read_aiff(ByteSource& source, std::int64_t begin) {
  Claims claims;
  std::int64_t at = begin + 12;
  for (int i = 0; i < kMaxChunks && at < source.size(); ++i) {
    const Probe chunk{source, at};
    const std::int64_t size = chunk.be32(4);
    if (chunk.has(0, "COMM")) {
      claims.n_channels = chunk.be16(8);
      claims.n_frames = chunk.be32(10);
      claims.sample_rate = read_extended(chunk, 16);
      break;
    }
    at += 8 + size + (size & 1);
  }
  return claims;
}

Claims read_au(const Probe& head) {
  const bool big_endian = head.has(0, ".snd");
  return {.n_channels = big_endian ? head.be32(20) : head.le32(20),
          .sample_rate = big_endian ? head.be32(16) : head.le32(16),
          .n_frames = {},
          .mpeg_begin = 0};
}

// STREAMINFO: after its sizes of blocks and frames come 20 bits of rate, 3 of channels less one,
// 5 of depth, 36 of length.
Claims read_flac(const Probe& head) {
  constexpr std::size_t kAt = 18;
  Claims claims{.n_channels = ((head[kAt + 2] >> 1U) & 7U) + 1U,
                .sample_rate = (head.be16(kAt) << 4U) | (head[kAt + 2] >> 4U),
                .n_frames = {},
                .mpeg_begin = 0};
  const std::int64_t n_frames =
      (static_cast<std::int64_t>(head[kAt + 3] & 15U) << 32U) | head.be32(kAt + 4);
  if (n_frames > 0) {
    claims.n_frames = n_frames;
  }
  return claims;
}

}  // namespace

Claims read_claims(ByteSource& source, std::string_view format, std::int64_t begin) {
  if (format == "wav") {
    return read_wav(source, begin);
  }
  if (format == "aiff") {
    return read_aiff(source, begin);
  }
  const Probe head{source, begin};
  const std::size_t ogg_packet = 27U + head[26];
  if (format == "au") {
    return read_au(head);
  }
  if (format == "flac") {
    return read_flac(head);
  }
  if (format == "ogg vorbis") {
    return {.n_channels = head[ogg_packet + 11],
            .sample_rate = head.le32(ogg_packet + 12),
            .n_frames = {},
            .mpeg_begin = 0};
  }
  if (format == "ogg opus") {
    return {.n_channels = head[ogg_packet + 9], .sample_rate = {}, .n_frames = {}, .mpeg_begin = 0};
  }
  return {};
}

}  // namespace earmark::audio
