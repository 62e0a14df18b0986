#include "range_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>

#include "number_text.h"

namespace earmark::augment {
namespace {

constexpr std::size_t kMaxListed = 32;
constexpr Bounds kHz{10, 96'000};
constexpr Bounds kBandGain{-40, 40};
constexpr Bounds kQ{0.1, 20};

std::optional<double> parse_value(std::string_view text, const Bounds& bounds) {
  double value = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc{} || stop != end || !(value >= bounds.low && value <= bounds.high) ||
      (bounds.whole && value != std::floor(value))) {
    return std::nullopt;
  }
  return value;
}

std::optional<Range> read_range(std::string_view text, const Bounds& bounds) {
  const std::size_t dots = text.find("..");
  const auto low = parse_value(text.substr(0, dots), bounds);
  const auto high =
      dots == std::string_view::npos ? low : parse_value(text.substr(dots + 2), bounds);
  if (!low || !high || *low > *high) {
    return std::nullopt;
  }
  return Range{.low = *low, .high = *high};
}

std::vector<std::string_view> parts_of(std::string_view text, char separator) {
  std::vector<std::string_view> parts(1);
  for (std::size_t begin = 0;;) {
    const std::size_t end = text.find(separator, begin);
    parts.back() = text.substr(begin, end - begin);
    if (end == std::string_view::npos) {
      return parts;
    }
    parts.emplace_back();
    begin = end + 1;
  }
}

std::string bounds_text(const Bounds& bounds) {
  return std::string{bounds.whole ? "a whole number" : "a number"} + " from " +
         number_text(bounds.low) + " to " + number_text(bounds.high);
}

AugmentError wrong(const std::string& label, const std::string& what, std::string_view text) {
  return AugmentError{label + " must be " + what + ", not \"" + std::string{text} + "\""};
}

std::vector<std::string_view> listed(std::string_view text, const std::string& label) {
  auto parts = parts_of(text, ',');
  if (parts.size() > kMaxListed) {
    throw AugmentError{label + " takes at most " + std::to_string(kMaxListed) + " parts, not " +
                       std::to_string(parts.size())};
  }
  return parts;
}

std::optional<CodecRange> read_codec(std::string_view text) {
  struct Known {
    CodecKind kind = CodecKind::mp3;
    Bounds bounds;
  };
  static constexpr std::array kKnown{Known{CodecKind::mp3, {8, 320, true}},
                                     Known{CodecKind::opus, {12, 256, true}},
                                     Known{CodecKind::vorbis, {0, 10, true}}};
  const std::size_t colon = text.find(':');
  const auto* const known = std::find_if(kKnown.begin(), kKnown.end(), [&](const Known& k) {
    return codec_name(k.kind) == text.substr(0, colon);
  });
  if (known == kKnown.end() || colon == std::string_view::npos) {
    return std::nullopt;
  }
  const auto setting = read_range(text.substr(colon + 1), known->bounds);
  return setting ? std::optional{CodecRange{.kind = known->kind, .setting = *setting}}
                 : std::nullopt;
}

}  // namespace

Range parse_range(std::string_view text, const Bounds& bounds, const std::string& label) {
  const auto range = read_range(text, bounds);
  if (!range) {
    throw wrong(label, bounds_text(bounds) + ", or LOW..HIGH to draw from", text);
  }
  return *range;
}

std::vector<EqBandRange> parse_bands(std::string_view text, const std::string& label) {
  std::vector<EqBandRange> bands;
  for (const std::string_view part : listed(text, label)) {
    const auto fields = parts_of(part, ':');
    const auto hz = fields.size() == 3 ? read_range(fields[0], kHz) : std::nullopt;
    const auto gain_db = fields.size() == 3 ? read_range(fields[1], kBandGain) : std::nullopt;
    const auto q = fields.size() == 3 ? read_range(fields[2], kQ) : std::nullopt;
    if (!hz || !gain_db || !q) {
      throw wrong(label,
                  "bands HZ:GAIN_DB:Q with commas between them, HZ from 10 to 96000, GAIN_DB from "
                  "-40 to 40 and Q from 0.1 to 20, such as 100:6:0.7",
                  part);
    }
    bands.push_back({.hz = *hz, .gain_db = *gain_db, .q = *q});
  }
  return bands;
}

std::vector<CodecRange> parse_codecs(std::string_view text, const std::string& label) {
  std::vector<CodecRange> codecs;
  for (const std::string_view part : listed(text, label)) {
    const auto codec = read_codec(part);
    if (!codec) {
      throw wrong(
          label,
          "mp3:KBIT (8 to 320), opus:KBIT (12 to 256) or vorbis:QUALITY (0 to 10), in whole "
          "numbers, several with commas between them",
          part);
    }
    codecs.push_back(*codec);
  }
  return codecs;
}

}  // namespace earmark::augment
