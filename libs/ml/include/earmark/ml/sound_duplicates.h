#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "earmark/ml/prepared_data.h"
#include "earmark/ml/sound_words.h"

namespace earmark::ml {

/// Up to so many wrong bits, two tracks are one recording. Measured by tools/measure_duplicates.py:
/// copies have at most 0.16 and, clipped by 12 dB, 0.23; the nearest pair among 883 different
/// tracks has 0.39.
inline constexpr double kMaxBitErrorRate = 0.25;

/// Two tracks of a list that hold the same recording, by their places in it.
struct SoundMatch {
  std::size_t first = 0;
  std::size_t second = 0;       ///< > first
  double bit_error_rate = 0.0;  ///< as SoundDuplicate's
  double offset_s = 0.0;        ///< as SoundDuplicate's
};

/// What find_sound_duplicates() finds, from words that the caller keeps (sound_words()), instead of
/// the tensors that they come from: two bytes a frame, 2.6 KB for a song of 30 s. Tracks without
/// words match none. Contract as find_sound_duplicates().
[[nodiscard]] std::vector<SoundMatch> find_sound_matches(std::span<const SoundWords> tracks);

/// Two tracks that hold the same recording.
struct SoundDuplicate {
  std::string first;            ///< id of the track that comes earlier in the data
  std::string second;           ///< id of the later one
  double bit_error_rate = 0.0;  ///< of the words that both hold: 0 for the same file, 0.5 by chance
  double offset_s = 0.0;        ///< where `second` begins in `first`; negative: before it begins
};

/// The pairs of tracks that sound the same for 5 s or more, whatever the file's format, level,
/// sampling rate or beginning, sorted by the place of `second` among the tracks and then of
/// `first`.
///
/// Each frame of the MFCCs becomes a word of 12 bits, the signs of differences of log energies
/// between neighbouring bands and times: J. Haitsma and T. Kalker, A Highly Robust Audio
/// Fingerprinting System, ISMIR 2002. Words that two tracks share vote for an offset between them,
/// and the best one's bit error rate, at most kMaxBitErrorRate, decides.
///
/// Not found: copies of another pitch or tempo, other takes and mixes of a song, tracks that share
/// only a passage of the time that they overlap, what overlaps by less than 5 s (so no excerpts
/// that are repeated to fill a segment), and copies known as such (copy_of()). offset_s is right
/// within 0.05 s.
///
/// Tracks of 30 s take 0.5 s of one core for 1,000 and 15 s for 10,000; a word looks at 64 places
/// at most, which bounds the growth to a linear one. Besides `data` it needs some 20 kB a track.
/// Uses the calling thread.
///
/// @throws std::logic_error  the tensors were not loaded
/// @throws TableError        a segment's start_s is negative or beyond 100,000 s
[[nodiscard]] std::vector<SoundDuplicate> find_sound_duplicates(const PreparedData& data);

}  // namespace earmark::ml
