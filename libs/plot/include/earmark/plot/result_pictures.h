#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "earmark/ml/metrics.h"
#include "earmark/plot/picture.h"

namespace earmark::plot {

/// A confusion matrix: rows are true classes, columns answers. Colour is the share of the row, so
/// that rare classes show; cells with room say the count.
/// @param labels  [n_classes] UTF-8, at least one
/// @param counts  [n_classes, n_classes], row-major, as ml::confusion_matrix
/// @throws std::invalid_argument  sizes that do not fit, or as PictureOptions::validate
[[nodiscard]] Picture confusion_picture(const std::vector<std::string>& labels,
                                        std::vector<std::size_t> counts,
                                        const PictureOptions& options);

/// A reliability diagram: how often answers are right, over how sure they are, with the number of
/// answers below. Bins without answers are left out.
/// @param bins  at least one
/// @throws std::invalid_argument  no bins, a share outside [0, 1], or as PictureOptions::validate
[[nodiscard]] Picture reliability_picture(std::vector<ml::ReliabilityBin> bins,
                                          const PictureOptions& options);

/// One line of a curves' picture.
struct Curve {
  std::string name;       ///< UTF-8, for the legend
  std::vector<double> x;  ///< such as epochs
  std::vector<double> y;  ///< as many; what is not finite is a gap
};

/// Lines over a common axis, such as losses by epoch. Up to eight differ in colour (Okabe and
/// Ito's) and in their dashes.
/// @param curves  1 to 8
/// @throws std::invalid_argument  their number, lengths that differ, an x that is not finite, no
///                                finite y at all, or as PictureOptions::validate
[[nodiscard]] Picture curves_picture(std::vector<Curve> curves, std::string x_label,
                                     std::string y_label, const PictureOptions& options);

/// A stretch of a song and what it is taken for.
struct GenreStretch {
  double start_s = 0;
  double end_s = 0;
  std::vector<double> probabilities;    ///< [n_genres]; empty: silent
  std::optional<std::size_t> smoothed;  ///< genre of the most probable course
};

/// Probabilities of genres over time, with the smoothed course drawn over them.
/// @param genres     at least one, UTF-8
/// @param stretches  at least one, in order, each of positive length; where they overlap the later
///                   one shows
/// @throws std::invalid_argument  what the parameters forbid, or as PictureOptions::validate
[[nodiscard]] Picture genres_picture(std::vector<std::string> genres,
                                     std::vector<GenreStretch> stretches,
                                     const PictureOptions& options);

/// The features of a song's segments.
struct FeatureSummary {
  std::string name;              ///< of the song, UTF-8
  std::size_t n_segments = 0;    ///< >= 1
  std::vector<double> mean;      ///< [n_features] over the segments, finite
  std::vector<double> variance;  ///< [n_features], of the population, finite, >= 0
};

/// Features of two songs side by side: each song's mean, and one standard deviation of its segments
/// to either side. Every feature is standardised over the segments of both songs together, so that
/// 0 is their common mean and 1 their common standard deviation; one that never varies is at 0.
/// @param features  [n_features] UTF-8, at least one
/// @throws std::invalid_argument  what the parameters forbid, or as PictureOptions::validate
[[nodiscard]] Picture comparison_picture(const std::vector<std::string>& features,
                                         FeatureSummary first, FeatureSummary second,
                                         const PictureOptions& options);

}  // namespace earmark::plot
