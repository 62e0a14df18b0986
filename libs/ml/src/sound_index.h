#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "earmark/ml/sound_words.h"

namespace earmark::ml {

/// A pair of tracks that share words, and where `second` would begin in `first`, in places.
struct SoundCandidate {
  std::size_t first;  ///< number of the track
  std::ptrdiff_t offset;
  std::size_t n_votes;  ///< words shared at this offset, within one place
};

/// Finds where two words 0.19 s apart, 24 bits together, have been heard.
class SoundIndex {
 public:
  /// Of all tracks' words, which it does not keep. Takes 12 bytes a word.
  explicit SoundIndex(std::span<const SoundWords> tracks);

  /// For each track before number `second` that shares words with it: the offset that most of them
  /// agree on, the smallest among equals, if at least kLeastVotes do. Sorted by the track.
  [[nodiscard]] std::vector<SoundCandidate> candidates(std::span<const SoundWord> words,
                                                       std::size_t second) const;

  /// By chance, tracks of 30 s share a word or two, and then its neighbours; copies over a hundred.
  static constexpr std::size_t kLeastVotes = 8;
  /// Only the first so many places of a word are looked at: what many tracks share tells nothing,
  /// yet of many copies of one recording each is still found with the first.
  static constexpr std::size_t kMaxPlaces = 64;

 private:
  struct Place {
    std::uint32_t key;
    std::uint32_t track;
    std::uint32_t place;
    auto operator<=>(const Place&) const = default;
  };
  std::vector<Place> places_;  ///< sorted
};

}  // namespace earmark::ml
