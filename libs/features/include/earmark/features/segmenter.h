#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "earmark/features/recipe.h"

namespace earmark::features {

/// One piece of a song, to be analysed by itself.
struct Segment {
  std::span<const float> samples;  ///< [n_samples]; valid only during the call
  std::size_t index = 0;           ///< 0, 1, ... from the start of the song
  double start_s = 0.0;
  double end_s = 0.0;    ///< where the song's own sound ends: early if it was repeated
  bool silent = false;   ///< no sample reaches -80 dBFS (1e-4); such a segment says nothing
  bool is_piece = true;  ///< starts at a multiple of the length: pieces neither overlap nor gap
  bool is_step = true;   ///< starts at a multiple of the hop
};

/// What became of a whole song.
struct SegmentSummary {
  double duration_s = 0.0;            ///< of all sound that was pushed
  std::size_t n_segments = 0;         ///< that are pieces
  std::size_t n_silent = 0;           ///< of the pieces
  std::vector<std::string> warnings;  ///< sentences for the user
};

/// The least hop between overlapping segments.
inline constexpr double kMinHopSeconds = 0.5;

/// Cuts a stream of sound into segments of one length that follow each other without overlap. With
/// a hop, a segment starts at each multiple of it too; one that starts at both is given once. They
/// come in the order of their starts.
///
/// What is left over at the end is dropped, unless it is all there is: then 0.5 s and more are
/// repeated until they fill one segment, with a warning, and less is too short. Where the segments
/// lie does not depend on the sizes of the blocks. Holds one segment, however long the song.
///
/// Not thread-safe.
class Segmenter {
 public:
  using OnSegment = std::function<void(const Segment&)>;

  /// @param on_segment  called with each segment, within push() and finish(); what it throws
  ///                    passes through and gives up the song: the next push() begins another
  /// @param n_samples   of a segment
  /// @param hop_s       from kMinHopSeconds to a segment's length; none: no overlap
  /// @throws std::invalid_argument  on_segment cannot be called, a hop out of range, or as
  ///                                require_segment_samples
  explicit Segmenter(OnSegment on_segment, std::size_t n_samples = kSegmentSamples,
                     std::optional<double> hop_s = {});

  /// Takes the next samples, mono at 22050 Hz.
  /// @throws DecodeError  a sample is NaN or infinite; nothing of the block is taken then
  void push(std::span<const float> y);

  /// Ends the song; the next push() begins another one.
  /// @throws DecodeError  kind "too_short": under 0.5 s in all
  SegmentSummary finish();

 private:
  void emit(double end_s);
  /// Drops what lies before the next segment's start.
  void advance();
  [[nodiscard]] std::size_t piece_start() const;
  [[nodiscard]] std::size_t step_start() const;
  void reset();

  OnSegment on_segment_;
  std::size_t segment_samples_;
  double hop_s_;
  std::vector<float> pending_;  ///< from start_ on
  std::size_t start_ = 0;       ///< of the segment that is being filled, in samples
  std::size_t n_samples_ = 0;
  std::size_t n_given_ = 0;
  std::size_t n_steps_ = 0;  ///< multiples of the hop that are given
  SegmentSummary summary_;
};

}  // namespace earmark::features
