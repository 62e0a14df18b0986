#include "held_out_tracks.h"

#include <algorithm>
#include <utility>

#include "earmark/base/matrix.h"
#include "earmark/command_line/interrupt.h"
#include "earmark/inference/member.h"
#include "earmark/ml/artist_groups.h"
#include "earmark/ml/held_out_answers.h"
#include "earmark/ml/prepared_data.h"
#include "track_means.h"

namespace earmark::cli {
namespace {

void append(TrackMeans means, const ml::PreparedData& data, HeldOutTracks& tracks) {
  tracks.probabilities.push_back(std::move(means.probabilities));
  tracks.y = std::move(means.y);
  tracks.groups.clear();
  const ml::ArtistGroups artists = ml::ArtistGroups::of(data);
  for (const std::size_t row : means.first_row) {
    tracks.groups.push_back(artists.group(data.segments[row]));
  }
  tracks.first_row = std::move(means.first_row);
}

}  // namespace

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
  append(track_means(data, y, rows, std::as_const(probabilities).view(), member.song_mean()), data,
         tracks);
}

void add_answers(const ml::HeldOutAnswers& answers, inference::SongMean mean,
                 const ml::PreparedData& data, std::span<const int> y, HeldOutTracks& tracks) {
  append(track_means(data, y, answers.rows, answers.view(), mean), data, tracks);
}

HeldOutTracks of_known_artists(const HeldOutTracks& tracks, const ml::PreparedData& data) {
  HeldOutTracks known;
  known.probabilities.resize(tracks.probabilities.size());
  for (std::size_t i = 0; i < tracks.y.size(); ++i) {
    if (data.segments[tracks.first_row[i]].artist.empty()) {
      continue;
    }
    known.first_row.push_back(tracks.first_row[i]);
    known.groups.push_back(tracks.groups[i]);
    known.y.push_back(tracks.y[i]);
    for (std::size_t m = 0; m < tracks.probabilities.size(); ++m) {
      const std::size_t n_genres = tracks.probabilities[m].size() / tracks.y.size();
      const auto begin =
          tracks.probabilities[m].begin() + static_cast<std::ptrdiff_t>(i * n_genres);
      known.probabilities[m].insert(known.probabilities[m].end(), begin,
                                    begin + static_cast<std::ptrdiff_t>(n_genres));
    }
  }
  return known.y.empty() ? tracks : known;
}

}  // namespace earmark::cli
