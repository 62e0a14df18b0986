#include "held_out_tracks.h"

#include <algorithm>
#include <utility>

#include "earmark/base/matrix.h"
#include "earmark/inference/member.h"
#include "earmark/ml/prepared_data.h"
#include "earmark/ml/split.h"
#include "interrupt.h"
#include "track_means.h"

namespace earmark::cli {

void add_answers(const inference::Member& member, const ml::PreparedData& data,
                 std::span<const int> y, std::span<const std::size_t> rows, HeldOutTracks& tracks) {
  const inference::SegmentInputs inputs{data.features(), data.tensors(), data.embeddings()};
  const MatrixView<const float> segments = inputs.of(member.input());
  const auto n_genres = static_cast<std::size_t>(*std::ranges::max_element(y)) + 1;
  Matrix<double> probabilities(rows.size(), n_genres);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    throw_if_interrupted();
    member.predict(segments.rows(rows[i], 1), probabilities.view().rows(i, 1));
  }
  TrackMeans means =
      track_means(data, y, rows, std::as_const(probabilities).view(), member.song_mean());
  tracks.probabilities.push_back(std::move(means.probabilities));
  tracks.y = std::move(means.y);
  tracks.groups.clear();
  for (const std::size_t row : means.first_row) {
    tracks.groups.push_back(ml::artist_group(data.segments[row].artist, data.segments[row].track));
  }
}

}  // namespace earmark::cli
