#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "earmark/base/matrix_view.h"

namespace earmark::ml {

/// Of the recipe's MFCCs: 512 samples at 22,050 Hz.
inline constexpr double kSoundHopS = 512.0 / 22'050.0;

/// What is heard around one frame: kBits signs, or nothing where no sound changes.
class SoundWord {
 public:
  static constexpr std::size_t kBits = 12;

  constexpr SoundWord() = default;
  explicit constexpr SoundWord(std::uint16_t bits)
      : value_{static_cast<std::uint16_t>(bits | kHeard)} {}

  [[nodiscard]] constexpr bool heard() const { return (value_ & kHeard) != 0; }
  [[nodiscard]] constexpr std::uint16_t bits() const {
    return static_cast<std::uint16_t>(value_ & ~kHeard);
  }
  bool operator==(const SoundWord&) const = default;

 private:
  static constexpr std::uint16_t kHeard = 1U << 15;
  std::uint16_t value_ = 0;
};

/// A track's words at places kSoundHopS apart, from its beginning on. Places that no segment
/// covers, and the first and last tenths of a second of each segment, hold none.
using SoundWords = std::vector<SoundWord>;

/// Adds one segment's words to those of its track, so that a song can be heard piece by piece.
/// @param frames   [n_frames, n_mfcc], of the recipe's tensor
/// @param start_s  where the segment begins in the track
/// @throws TableError  start_s is negative or beyond 100,000 s
void add_sound_words(SoundWords& words, MatrixView<const float> frames, double start_s);

/// The words of one track. Row i of `tensors` is the segment that begins at start_s[i]:
/// [n_frames, n_mfcc] values.
/// @throws TableError  start_s is negative or beyond 100,000 s
[[nodiscard]] SoundWords sound_words(MatrixView<const float> tensors, std::size_t n_mfcc,
                                     std::span<const double> start_s);

/// The share of bits in which `second`, laid so many places behind the beginning of `first`,
/// differs from it; none where they have less than 5 s of words in common.
[[nodiscard]] std::optional<double> bit_error_rate(std::span<const SoundWord> first,
                                                   std::span<const SoundWord> second,
                                                   std::ptrdiff_t offset);

}  // namespace earmark::ml
