#pragma once

#include <cstddef>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "earmark/base/matrix_view.h"
#include "earmark/inference/ensemble.h"
#include "earmark/inference/song_analyzer.h"

namespace earmark::inference {

/// The members' probabilities of each segment of one sound. Segments gather with their features,
/// for a batch costs a forest a tenth of its rows one by one, and while the members are being
/// read. add() is thread-safe; once the members are read it runs the trunks on its own thread.
class SegmentScores {
 public:
  /// @param ensemble  must outlive this
  explicit SegmentScores(const Ensemble& ensemble) : ensemble_{&ensemble} {}

  /// Takes a copy of what the segment says.
  /// @throws BundleError  a member cannot be used
  void add(const AnalyzedSegment& segment);

  /// Waits for the members and scores what has gathered.
  /// @param n_threads  that run the trunks on segments which came before these were read
  /// @throws BundleError  a member cannot be used
  void finish(std::size_t n_threads);

  /// The tags of a kind of trunk with their mean probabilities over the segments, the most probable
  /// first. After finish().
  [[nodiscard]] std::vector<std::pair<std::string, double>> tags(std::string_view trunk) const;

  /// The mean over the segments of what the music rule looks at; none without a rule. After
  /// finish().
  /// @throws BundleError  the rule names a tag that the trunk does not have
  [[nodiscard]] std::optional<double> music() const;

  /// Forgets all segments.
  void clear();

  /// [members, genres] of a segment; no rows for one that was never added. After finish().
  [[nodiscard]] MatrixView<const double> of(std::size_t index) const;

 private:
  /// A segment, as the members see it.
  struct Row {
    std::size_t index = 0;
    std::vector<float> table;
    std::vector<float> mfcc;
    std::vector<float> patches;    ///< until the trunks are read
    std::vector<float> embedding;  ///< from then on
  };

  void embed(Row& row);
  void add_tags(std::span<const float> embedding);
  /// Places in an embedding of the values that the music rule looks at.
  [[nodiscard]] std::vector<std::size_t> find_music_places() const;
  void score(const std::vector<Row>& rows);

  const Ensemble* ensemble_;
  std::mutex mutex_;
  std::vector<Row> unheard_;   ///< whose patches the trunks have not heard
  std::vector<Row> gathered_;  ///< ready to be scored
  std::vector<std::vector<double>> scores_;
  std::vector<double> tag_sums_;  ///< of the probabilities of all values taken for logits
  std::once_flag music_places_found_;
  std::vector<std::size_t> music_places_;
  double music_sum_ = 0;
  std::size_t n_embedded_ = 0;
};

}  // namespace earmark::inference
