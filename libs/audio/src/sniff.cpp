#include "sniff.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

#include "earmark/base/errors.h"
#include "mpeg_frame.h"
#include "ogg_pages.h"
#include "probe.h"

namespace earmark::audio {
namespace {

bool is_text(const Probe& probe) {
  if (probe.has(0, "\xFF\xFE") || probe.has(0, "\xFE\xFF")) {
    return true;  // the mark of UTF-16
  }
  const auto bytes = probe.bytes();
  return std::all_of(bytes.begin(), bytes.end(),
                     [](unsigned char b) { return b >= 32 || (b >= 9 && b <= 13) || b == 27; });
}

// ID3v2: ten bytes, the size in four times seven bits, then perhaps a footer of ten more.
std::int64_t id3v2_size(const Probe& probe) {
  if (!probe.has(0, "ID3") || ((probe[6] | probe[7] | probe[8] | probe[9]) & 0x80U) != 0) {
    return 0;
  }
  const std::uint32_t body = (probe[6] << 21U) | (probe[7] << 14U) | (probe[8] << 7U) | probe[9];
  return std::int64_t{body} + ((probe[5] & 0x10U) != 0 ? 20 : 10);
}

// Decoders look for their format in the first few bytes, and tags may hold whole pictures.
std::int64_t skip_leading_tags(ByteSource& source) {
  constexpr int kMostTags = 1000;
  std::int64_t begin = 0;
  int n_tags = 0;
  while (const std::int64_t n = id3v2_size(Probe{source, begin})) {
    begin += n;
    if (++n_tags > kMostTags) {
      throw DecodeError{"it begins with more than 1000 ID3 tags"};
    }
  }
  if (begin >= source.size()) {
    throw DecodeError{"it holds an ID3 tag and no sound"};
  }
  return begin;
}

std::int64_t skip_trailing_tags(ByteSource& source, std::int64_t begin) {
  constexpr std::int64_t kId3v1Size = 128;
  constexpr std::int64_t kApeFooterSize = 32;
  std::int64_t end = source.size();
  if (end - kId3v1Size > begin && Probe{source, end - kId3v1Size}.has(0, "TAG")) {
    end -= kId3v1Size;
  }
  const Probe footer{source, std::max(begin, end - kApeFooterSize)};
  if (footer.has(0, "APETAGEX")) {
    const std::int64_t header = (footer[23] & 0x80U) != 0 ? kApeFooterSize : 0;
    const std::int64_t size = std::int64_t{footer.le32(12)} + header;
    end = size < end - begin ? end - size : end;
  }
  return end;
}

std::string ogg_codec(const Probe& probe) {
  const std::size_t packet = 27U + probe[26];
  if (probe.has(packet, "OpusHead")) {
    return "ogg opus";
  }
  if (probe.has(packet, "\x01vorbis")) {
    return "ogg vorbis";
  }
  if (probe.has(packet,
                "\x7F"
                "FLAC")) {
    return "ogg flac";
  }
  throw DecodeError{"unsupported",
                    "it is an Ogg file that begins with neither Vorbis, Opus nor FLAC"};
}

std::optional<std::string> known_format(const Probe& probe) {
  if ((probe.has(0, "RIFF") || probe.has(0, "RIFX") || probe.has(0, "RF64")) &&
      probe.has(8, "WAVE")) {
    return "wav";
  }
  if (probe.has(0, "riff") && probe.has(24, "wave")) {
    return "w64";
  }
  if (probe.has(0, "FORM") && (probe.has(8, "AIFF") || probe.has(8, "AIFC"))) {
    return "aiff";
  }
  if (probe.has(0, ".snd") || probe.has(0, "dns.")) {
    return "au";
  }
  if (probe.has(0, "fLaC")) {
    return "flac";
  }
  if (probe.has(0, "OggS")) {
    return ogg_codec(probe);
  }
  if (probe.has(4, "ftyp")) {
    return "m4a";
  }
  // ADTS looks like MPEG audio of layer 0.
  if (probe[0] == 0xFF && (probe[1] & 0xF6U) == 0xF0) {
    return "aac";
  }
  return std::nullopt;
}

// MPEG audio may begin anywhere: files are cut out of broadcasts.
bool holds_mpeg_audio(const Probe& probe) {
  const std::size_t n = probe.bytes().size();
  for (std::size_t at = 0; at + 4 <= n; ++at) {
    if (is_mpeg_audio(probe, at)) {
      return true;
    }
  }
  return false;
}

}  // namespace

Content sniff(ByteSource& source) {
  Content content;
  content.begin = skip_leading_tags(source);
  content.end = source.size();
  const Probe probe{source, content.begin};
  const auto format = known_format(probe);
  if (!format && content.begin == 0 && !holds_mpeg_audio(probe)) {
    throw DecodeError{is_text(probe) ? "it is a text file, not sound"
                                     : "its content is no sound format that is known here"};
  }
  content.format = format.value_or("mp3");
  content.claims = read_claims(source, content.format, content.begin);
  if (content.claims.mpeg_begin > 0) {
    content.format = "mp3";
    content.begin = std::min(content.claims.mpeg_begin, content.end);
  }
  if (content.format == "mp3" || content.format == "flac") {
    content.end = skip_trailing_tags(source, content.begin);
  }
  // libsndfile would go on to the next whole page, whatever codec that is of.
  if (content.format.starts_with("ogg") && !has_whole_ogg_page(source, content.begin)) {
    throw DecodeError{"its first Ogg page is damaged"};
  }
  content.is_cut = content.format.starts_with("ogg") && is_cut_ogg(source, content.end);
  return content;
}

}  // namespace earmark::audio
