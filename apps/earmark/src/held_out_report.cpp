#include "held_out_report.h"

#include <array>
#include <cstdio>
#include <vector>

#include "earmark/ml/metrics.h"
#include "track_means.h"

namespace earmark::cli {

std::string held_out_report(const ml::PreparedData& data, const ml::ChosenRows& rows,
                            MatrixView<const double> probabilities, inference::SongMean mean,
                            const std::string& split) {
  const std::vector<int> y = ml::classes_of(rows, rows.held_out());
  const TrackMeans tracks = track_means(data, rows.y, rows.held_out(), probabilities, mean);
  const auto predicted = ml::most_probable(tracks.view(rows.genres.size()));
  std::array<char, 256> text{};
  (void)std::snprintf(text.data(), text.size(),
                      "accuracy by track %.1f %% (%zu tracks), by segment %.1f %% (%zu), split ",
                      100 * ml::accuracy(tracks.y, predicted), tracks.y.size(),
                      100 * ml::accuracy(y, ml::most_probable(probabilities)), y.size());
  return text.data() + split + ": " + rows.protocol + '\n';
}

}  // namespace earmark::cli
