#include "earmark/augment/ranges.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>

#include "earmark/base/rng.h"
#include "range_text.h"

namespace earmark::augment {
namespace {

/// A change that is one number.
struct NumberKind {
  std::string_view name;
  std::optional<Range> Ranges::*range;
  std::optional<double> Changes::*value;
  Bounds bounds;
};

constexpr std::array kNumbers{
    NumberKind{"shift_s", &Ranges::shift_s, &Changes::shift_s, {-60, 600}},
    NumberKind{"crop_s", &Ranges::crop_s, &Changes::crop_s, {0.1, 3600}},
    NumberKind{"reorder", &Ranges::reorder, &Changes::reorder, {2, 1000, true}},
    NumberKind{"tempo", &Ranges::tempo, &Changes::tempo, {0.5, 2}},
    NumberKind{"pitch_semitones", &Ranges::pitch_semitones, &Changes::pitch_semitones, {-12, 12}},
    NumberKind{"reverb_s", &Ranges::reverb_s, &Changes::reverb_s, {0.05, 10}},
    NumberKind{"noise_snr_db", &Ranges::noise_snr_db, &Changes::noise_snr_db, {-40, 120}},
    NumberKind{"drive_db", &Ranges::drive_db, &Changes::drive_db, {-40, 60}},
    NumberKind{"gain_db", &Ranges::gain_db, &Changes::gain_db, {-120, 60}},
};

constexpr std::array kKinds{
    ChangeKind{"shift_s", "S", "Leave out the first S seconds; below 0, put silence before"},
    ChangeKind{"crop_s", "S", "Keep S seconds at a place drawn"},
    ChangeKind{"reorder", "N", "Cut into N equal parts and change their order"},
    ChangeKind{"tempo", "X", "Play X times as fast at the same pitch, 0.5 to 2"},
    ChangeKind{"pitch_semitones", "N", "Raise the pitch by N semitones, -12 to 12"},
    ChangeKind{"eq", "HZ:DB:Q,...", "Equalise: bells of DB at HZ, each of the quality Q"},
    ChangeKind{"reverb_s", "S", "Put into a room that takes S seconds to fall by 60 dB"},
    ChangeKind{"noise_snr_db", "DB", "Add white noise DB below the song's energy"},
    ChangeKind{"drive_db", "DB", "Distort softly, driven by DB"},
    ChangeKind{"gain_db", "DB", "Make louder by DB"},
    ChangeKind{"codec", "NAME:N,...",
               "Send through mp3:KBIT, opus:KBIT or vorbis:QUALITY; of several, one is drawn"},
};

/// Streams of random numbers under a song's seed: the changes that are one number have those below.
constexpr std::uint64_t kEqStream = 1000;
constexpr std::uint64_t kCodecStream = 2000;

double drawn(const Range& range, Rng& rng) {
  return range.low == range.high ? range.low
                                 : std::clamp(range.low + (range.high - range.low) * rng.uniform(),
                                              range.low, range.high);
}

double drawn_whole(const Range& range, Rng& rng) {
  const double n_values = range.high - range.low + 1;
  return std::min(range.high, range.low + std::floor(n_values * rng.uniform()));
}

EqBand drawn_band(const EqBandRange& range, Rng& rng) {
  const Range octaves{.low = std::log2(range.hz.low), .high = std::log2(range.hz.high)};
  const double hz = std::exp2(drawn(octaves, rng));
  const double gain_db = drawn(range.gain_db, rng);
  return {.hz = range.hz.low == range.hz.high ? range.hz.low : hz,
          .gain_db = gain_db,
          .q = drawn(range.q, rng)};
}

std::optional<Codec> drawn_codec(const std::vector<CodecRange>& codecs, Rng& rng) {
  if (codecs.empty()) {
    return std::nullopt;
  }
  const CodecRange& chosen = codecs[rng.below(static_cast<std::uint32_t>(codecs.size()))];
  return Codec{.kind = chosen.kind, .setting = drawn_whole(chosen.setting, rng)};
}

}  // namespace

std::span<const ChangeKind> change_kinds() { return kKinds; }

void set_range(Ranges& ranges, std::string_view name, std::string_view text,
               const std::string& label) {
  if (name == "eq") {
    ranges.eq = parse_bands(text, label);
    return;
  }
  if (name == "codec") {
    ranges.codec = parse_codecs(text, label);
    return;
  }
  const auto* const kind = std::find_if(kNumbers.begin(), kNumbers.end(),
                                        [&](const NumberKind& k) { return k.name == name; });
  if (kind == kNumbers.end()) {
    throw std::invalid_argument("set_range: name must be one of change_kinds()");
  }
  ranges.*(kind->range) = parse_range(text, kind->bounds, label);
}

Changes draw(const Ranges& ranges, std::uint64_t seed) {
  Changes changes;
  for (std::size_t i = 0; i < kNumbers.size(); ++i) {
    const NumberKind& kind = kNumbers[i];
    if (const auto& range = ranges.*(kind.range)) {
      Rng rng{seed, 100 + i};
      changes.*(kind.value) = kind.bounds.whole ? drawn_whole(*range, rng) : drawn(*range, rng);
    }
  }
  Rng eq{seed, kEqStream};
  for (const EqBandRange& band : ranges.eq) {
    changes.eq.push_back(drawn_band(band, eq));
  }
  Rng codec{seed, kCodecStream};
  changes.codec = drawn_codec(ranges.codec, codec);
  return changes;
}

std::vector<NamedNumber> numbers_of(const Changes& changes) {
  std::vector<NamedNumber> numbers;
  for (const NumberKind& kind : kNumbers) {
    if (const auto& value = changes.*(kind.value)) {
      numbers.push_back({.name = kind.name, .value = *value});
    }
  }
  return numbers;
}

std::uint64_t song_seed(std::uint64_t seed, std::string_view name, std::uint64_t copy) {
  std::uint64_t hash = 0xCBF29CE484222325ULL;  // FNV-1a
  for (const char c : name) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3ULL;
  }
  return Rng{seed ^ hash, copy}();
}

}  // namespace earmark::augment
