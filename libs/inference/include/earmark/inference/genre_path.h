#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "earmark/inference/prediction.h"

namespace earmark::inference {

/// What is thought of music before it is heard.
struct GenrePathConfig {
  /// How long a genre lasts on average before another may follow, in seconds, over 0 and finite.
  /// Chosen on mixes by tools/measure_mix.py (docs/decisions/0011).
  double stay_s = 60;
  /// Less probable genres are taken at this, in (0, 1): one segment never rules a genre out.
  double least_probability = 1e-3;

  /// @throws std::invalid_argument  a value out of range
  void validate() const;
};

/// The most probable genres of the segments of a sound, taken together: a hidden Markov model whose
/// states are the genres, solved by Viterbi's algorithm. A path's logarithmic probability is
///
///     sum over segments of weight * log(max(p[genre], least_probability))
///     + sum over neighbours of log(hold + (1 - hold) / n) where the genre stays, else of
///       log((1 - hold) / n),
///
/// hold = exp(-dt / stay_s), dt the time between the neighbours' centres: once in stay_s the genre
/// is drawn anew from all n. Silent segments say nothing and have no genre; time goes on across
/// them. Ties go to the genre that stays, then to the first.
///
/// Immutable, thread-safe.
class GenrePath {
 public:
  /// @throws std::invalid_argument  as GenrePathConfig::validate
  explicit GenrePath(const GenrePathConfig& config = {});

  /// Time grows with segments * genres; memory is one byte for each of these.
  ///
  /// @param segments  in order of time; `smoothed` is not read
  /// @param weight    what one of them counts for, in (0, 1]: of segments that overlap, the share
  ///                  that each adds, hop_s / 3
  /// @return          [n_segments], none for silent ones
  /// @throws std::invalid_argument  a weight out of range, or segments of 0, over 254 or of
  ///                                different numbers of genres
  [[nodiscard]] std::vector<std::optional<std::size_t>> of(
      std::span<const SegmentPrediction> segments, double weight) const;

 private:
  GenrePathConfig config_;
};

/// Where the smoothed genre changes: halfway between the centres of the last segment of one and the
/// first of the next, whatever silence lies between.
[[nodiscard]] std::vector<GenreChange> genre_changes(std::span<const SegmentPrediction> segments);

}  // namespace earmark::inference
