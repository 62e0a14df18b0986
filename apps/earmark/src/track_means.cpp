#include "track_means.h"

#include <map>
#include <string_view>

#include "earmark/inference/mean_probabilities.h"

namespace earmark::cli {

TrackMeans track_means(const ml::PreparedData& data, std::span<const int> y,
                       std::span<const std::size_t> rows, MatrixView<const double> probabilities,
                       inference::SongMean mean) {
  TrackMeans means;
  std::map<std::string_view, std::size_t> place;
  std::vector<inference::MeanProbabilities> tracks;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto [found, is_new] = place.emplace(data.segments[rows[i]].track, tracks.size());
    if (is_new) {
      means.first_row.push_back(rows[i]);
      means.y.push_back(y[rows[i]]);
      tracks.emplace_back(mean, probabilities.cols());
    }
    tracks[found->second].add(probabilities.row(i));
  }
  for (const inference::MeanProbabilities& track : tracks) {
    const std::vector<double> value = track.value();
    means.probabilities.insert(means.probabilities.end(), value.begin(), value.end());
  }
  return means;
}

}  // namespace earmark::cli
