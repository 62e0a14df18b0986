#pragma once

#include <cstddef>
#include <mutex>
#include <span>
#include <vector>

#include "earmark/base/matrix_view.h"
#include "earmark/inference/ensemble.h"
#include "earmark/inference/song_analyzer.h"
#include "earmark/inference/stage_times.h"
#include "heard_tags.h"

namespace earmark::inference {

/// The members' probabilities of each segment of one sound. Segments gather with their features,
/// for a batch costs a forest a tenth of its rows one by one, and while the members are being
/// read. add() is thread-safe; once the members are read it runs the trunks on its own thread.
class SegmentScores {
 public:
  /// @param ensemble  must outlive this
  /// @param early     begin with small batches, so that the first segments are scored soon
  /// @param times     where to note, as stages after kSongStages, what the trunks and then the
  ///                  members took; must outlive this
  SegmentScores(const Ensemble& ensemble, bool early, StageTimes* times = nullptr)
      : ensemble_{&ensemble},
        times_{times},
        batch_{early ? 1 : kBatchSegments},
        tags_{ensemble.embedder(), ensemble.music_rule()} {}

  /// Takes a copy of what the segment says.
  /// @throws BundleError  a member cannot be used
  void add(const AnalyzedSegment& segment);

  /// Where the members have been read meanwhile: scores what came before they were. For one thread
  /// at a time, beside add(). @throws BundleError  a member cannot be used
  void catch_up(std::size_t n_threads);

  /// Waits for the members and scores what has gathered.
  /// @param n_threads  that run the trunks on segments which came before these were read
  /// @throws BundleError  a member cannot be used
  void finish(std::size_t n_threads);

  /// What the trunks' tags say of the pieces, without what overlaps them. After finish().
  [[nodiscard]] const HeardTags& tags() const { return tags_; }

  /// Forgets all segments.
  void clear();

  /// [members, genres] of a segment; no rows for one that was never added. After finish().
  [[nodiscard]] MatrixView<const double> of(std::size_t index) const;
  /// The same as a copy, at any time; empty where it is not scored yet. Thread-safe.
  [[nodiscard]] std::vector<double> copy_of(std::size_t index) const;

 private:
  static constexpr std::size_t kBatchSegments = 16;  ///< rows that a forest walks side by side

  /// A segment, as the members see it.
  struct Row {
    std::size_t index = 0;
    bool is_piece = true;
    std::vector<float> table;
    std::vector<float> mfcc;
    std::vector<float> patches;    ///< until the trunks are read
    std::vector<float> embedding;  ///< from then on
  };

  void embed(Row& row);
  /// Gives up the patches, and counts a piece's tags.
  void has_embedding(Row& row);
  /// Takes the segments that came while the trunks were being read, and embeds them.
  [[nodiscard]] std::vector<Row> hear_what_waits(std::size_t n_threads);
  void score(const std::vector<Row>& rows);

  /// What a trunk makes of a row's patches, after `embedding`.
  void append(std::size_t trunk, const Row& row, std::vector<float>& embedding) const;

  const Ensemble* ensemble_;
  StageTimes* times_;
  mutable std::mutex mutex_;
  std::size_t batch_;          ///< segments that gather before they are scored
  std::vector<Row> unheard_;   ///< whose patches the trunks have not heard
  std::vector<Row> gathered_;  ///< ready to be scored
  std::vector<std::vector<double>> scores_;
  HeardTags tags_;
};

}  // namespace earmark::inference
