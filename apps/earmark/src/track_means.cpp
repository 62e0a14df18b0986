#include "track_means.h"

#include <map>
#include <string_view>

namespace earmark::cli {

TrackMeans track_means(const ml::PreparedData& data, std::span<const int> y,
                       std::span<const std::size_t> rows, MatrixView<const double> probabilities) {
  const std::size_t n_classes = probabilities.cols();
  TrackMeans means;
  std::map<std::string_view, std::size_t> place;
  std::vector<std::size_t> n_rows;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto [found, is_new] = place.emplace(data.segments[rows[i]].track, means.y.size());
    if (is_new) {
      means.first_row.push_back(rows[i]);
      means.y.push_back(y[rows[i]]);
      means.probabilities.resize(means.probabilities.size() + n_classes, 0.0);
      n_rows.push_back(0);
    }
    const std::size_t t = found->second;
    ++n_rows[t];
    for (std::size_t c = 0; c < n_classes; ++c) {
      means.probabilities[t * n_classes + c] += probabilities(i, c);
    }
  }
  for (std::size_t t = 0; t < n_rows.size(); ++t) {
    for (std::size_t c = 0; c < n_classes; ++c) {
      means.probabilities[t * n_classes + c] /= static_cast<double>(n_rows[t]);
    }
  }
  return means;
}

}  // namespace earmark::cli
