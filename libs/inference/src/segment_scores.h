#pragma once

#include <cstddef>
#include <future>
#include <mutex>
#include <span>
#include <vector>

#include "earmark/base/matrix_view.h"
#include "earmark/inference/ensemble.h"

namespace earmark::inference {

/// The members' probabilities of each segment of one sound. Segments that come before the members
/// are ready wait with their features. add() is thread-safe.
class SegmentScores {
 public:
  explicit SegmentScores(std::shared_future<Ensemble> ensemble) : ensemble_{std::move(ensemble)} {}

  /// @param table  [57], or empty where no member needs it
  /// @param mfcc   [1690], or empty where no member needs it
  void add(std::size_t index, std::span<const float> table, std::span<const float> mfcc);

  /// Waits for the members and scores what has waited.
  /// @throws BundleError  a member cannot be used
  void finish();

  /// Forgets all segments.
  void clear();

  /// [members, genres] of a segment; no rows for one that was never added. After finish().
  [[nodiscard]] MatrixView<const double> of(std::size_t index) const;

 private:
  struct Waiting {
    std::size_t index = 0;
    std::vector<float> table;
    std::vector<float> mfcc;
  };

  void score(std::size_t index, std::span<const float> table, std::span<const float> mfcc);

  std::shared_future<Ensemble> ensemble_;
  std::mutex mutex_;
  std::vector<Waiting> waiting_;
  std::vector<std::vector<double>> scores_;
};

}  // namespace earmark::inference
