#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "earmark/augment/changes.h"

namespace earmark::augment {

/// A value to draw between two bounds, each value in between being equally likely; equal bounds
/// are a fixed value.
struct Range {
  double low = 0;
  double high = 0;

  friend bool operator==(const Range&, const Range&) = default;
};

/// A band of an equaliser to draw; its centre by the logarithm, as ears hear it.
struct EqBandRange {
  Range hz;
  Range gain_db;
  Range q;
};

struct CodecRange {
  CodecKind kind = CodecKind::mp3;
  Range setting;  ///< drawn in whole numbers
};

/// Changes to be drawn, such as for training. Members as in Changes; of several codecs one is
/// drawn.
struct Ranges {
  std::optional<Range> shift_s = std::nullopt;
  std::optional<Range> crop_s = std::nullopt;
  std::optional<Range> reorder = std::nullopt;
  std::optional<Range> tempo = std::nullopt;
  std::optional<Range> pitch_semitones = std::nullopt;
  std::vector<EqBandRange> eq = {};
  std::optional<Range> reverb_s = std::nullopt;
  std::optional<Range> noise_snr_db = std::nullopt;
  std::optional<Range> drive_db = std::nullopt;
  std::optional<Range> gain_db = std::nullopt;
  std::vector<CodecRange> codec = {};
};

/// What a text may say of a change.
struct ChangeKind {
  std::string_view name;   ///< member of Ranges, such as "gain_db"
  std::string_view value;  ///< what stands for its text in help, such as "DB"
  std::string_view help;   ///< what is done, with the range of its value
};

/// All changes in the order in which they are applied.
[[nodiscard]] std::span<const ChangeKind> change_kinds();

/// Sets the member `name` from a text:
///
///     a number         "-6" or "-6..6"
///     eq               "HZ:GAIN_DB:Q,..."  such as "100:6:0.7,2000..5000:-6..6:1"
///     codec            "NAME:SETTING,..."  such as "mp3:64" or
///     "mp3:32..128,opus:24..64,vorbis:0..4"
///
/// @param label  how messages call it, such as "--gain-db"
/// @throws AugmentError           the text is not understood or out of range
/// @throws std::invalid_argument  there is no such change
void set_range(Ranges& ranges, std::string_view name, std::string_view text,
               const std::string& label);

/// Draws every change. Each takes random numbers of its own, so that another change among them
/// does not alter what is drawn.
[[nodiscard]] Changes draw(const Ranges& ranges, std::uint64_t seed);

/// A change that is one number, by the name of its member.
struct NamedNumber {
  std::string_view name;
  double value;
};

/// What `changes` sets of those that are one number, in the order in which they are applied.
[[nodiscard]] std::vector<NamedNumber> numbers_of(const Changes& changes);

/// A seed of its own for each song and copy, whatever other songs there are.
/// @param name  what the song is called, in bytes
[[nodiscard]] std::uint64_t song_seed(std::uint64_t seed, std::string_view name,
                                      std::uint64_t copy);

}  // namespace earmark::augment
