#pragma once

#include <cstddef>
#include <mutex>
#include <span>
#include <vector>

#include "earmark/base/matrix_view.h"
#include "earmark/inference/ensemble.h"

namespace earmark::inference {

/// The members' probabilities of each segment of one sound. Segments gather with their features,
/// for a batch costs a forest a tenth of its rows one by one, and while the members are being
/// read. add() is thread-safe.
class SegmentScores {
 public:
  /// @param ensemble  must outlive this
  explicit SegmentScores(const Ensemble& ensemble) : ensemble_{&ensemble} {}

  /// @param table  [57], or empty where no member needs it
  /// @param mfcc   [1690], or empty where no member needs it
  /// @throws BundleError  a member cannot be used
  void add(std::size_t index, std::span<const float> table, std::span<const float> mfcc);

  /// Waits for the members and scores what has gathered.
  /// @throws BundleError  a member cannot be used
  void finish();

  /// Forgets all segments.
  void clear();

  /// [members, genres] of a segment; no rows for one that was never added. After finish().
  [[nodiscard]] MatrixView<const double> of(std::size_t index) const;

 private:
  /// Segments of one batch, features row by row.
  struct Batch {
    std::vector<std::size_t> indices;
    std::vector<float> table;
    std::vector<float> mfcc;
  };

  void score(const Batch& batch);

  const Ensemble* ensemble_;
  std::mutex mutex_;
  Batch gathered_;
  std::vector<std::vector<double>> scores_;
};

}  // namespace earmark::inference
