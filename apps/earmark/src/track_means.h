#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "earmark/base/matrix_view.h"
#include "earmark/inference/member.h"
#include "earmark/ml/prepared_data.h"

namespace earmark::cli {

/// One answer a track, from those for its segments.
struct TrackMeans {
  std::vector<std::size_t> first_row;  ///< of each track, to look up what all its rows share
  std::vector<double> probabilities;   ///< [n_tracks, n_classes]
  std::vector<int> y;

  [[nodiscard]] MatrixView<const double> view(std::size_t n_classes) const {
    return {probabilities.data(), y.size(), n_classes};
  }
};

/// @param y              class of every segment of the data set
/// @param rows           numbers of the segments to take, whose class is known
/// @param probabilities  [rows.size(), n_classes]
[[nodiscard]] TrackMeans track_means(const ml::PreparedData& data, std::span<const int> y,
                                     std::span<const std::size_t> rows,
                                     MatrixView<const double> probabilities,
                                     inference::SongMean mean = inference::SongMean::kArithmetic);

}  // namespace earmark::cli
