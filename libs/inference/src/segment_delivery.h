#pragma once

#include <cstddef>
#include <functional>
#include <mutex>
#include <vector>

#include "earmark/inference/ensemble.h"
#include "earmark/inference/prediction.h"
#include "earmark/inference/song_analyzer.h"
#include "segment_scores.h"

namespace earmark::inference {

/// Where a segment is and what it counts for; its probabilities lie in the scores.
struct SegmentPlace {
  double start_s = 0;
  double end_s = 0;
  bool silent = false;
  bool is_piece = true;
  bool is_step = true;
  bool is_known = false;  ///< false for one that others overtook
};

/// The places of a sound's segments, by their index. put() and get() are thread-safe.
class SegmentPlaces {
 public:
  void put(const AnalyzedSegment& segment);
  /// A place that is not known where there is none yet.
  [[nodiscard]] SegmentPlace get(std::size_t index) const;
  /// Once all are there.
  [[nodiscard]] const std::vector<SegmentPlace>& all() const { return all_; }
  void clear() { all_.clear(); }

 private:
  mutable std::mutex mutex_;
  std::vector<SegmentPlace> all_;
};

/// Tells a listener of segments in their order, as soon as they are judged. One thread's.
class SegmentDelivery {
 public:
  /// The references must outlive this; without a listener nothing is done.
  SegmentDelivery(const SegmentPlaces& places, SegmentScores& scores, const Ensemble& ensemble,
                  const std::function<void(const SegmentPrediction&)>& listener)
      : places_{&places}, scores_{&scores}, ensemble_{&ensemble}, listener_{&listener} {}

  /// Gives those that are judged by now and follow the last one given.
  /// @param n_threads  as SegmentScores::catch_up
  void give(std::size_t n_threads);
  void restart() { next_ = 0; }

 private:
  const SegmentPlaces* places_;
  SegmentScores* scores_;
  const Ensemble* ensemble_;
  const std::function<void(const SegmentPrediction&)>* listener_;
  std::size_t next_ = 0;
};

}  // namespace earmark::inference
