#include "held_out_report.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <span>
#include <utility>
#include <vector>

#include "earmark/ml/artist_groups.h"
#include "earmark/ml/metrics.h"
#include "track_means.h"

namespace earmark::cli {
namespace {

/// The class of every segment; -1 where its genre is none of these.
std::vector<int> classes_of(const ml::PreparedData& data, const std::vector<std::string>& genres) {
  std::vector<int> y;
  for (const ml::PreparedSegment& segment : data.segments) {
    const auto found = std::ranges::find(genres, segment.genre);
    y.push_back(found == genres.end() ? -1 : static_cast<int>(found - genres.begin()));
  }
  return y;
}

}  // namespace

std::string held_out_report(const ml::PreparedData& data, const ml::HeldOutAnswers& answers,
                            inference::SongMean mean, const std::string& split,
                            const std::string& protocol) {
  const std::vector<int> of_segment = classes_of(data, answers.genres);
  std::vector<int> y;
  y.reserve(answers.rows.size());
  for (const std::size_t row : answers.rows) {
    y.push_back(of_segment[row]);
  }
  const TrackMeans tracks = track_means(data, of_segment, answers.rows, answers.view(), mean);
  std::vector<std::string> groups;
  groups.reserve(tracks.first_row.size());
  const ml::ArtistGroups artists = ml::ArtistGroups::of(data);
  for (const std::size_t row : tracks.first_row) {
    groups.push_back(artists.group(data.segments[row]));
  }
  const auto predicted = ml::most_probable(tracks.view(answers.genres.size()));
  const ml::Interval interval = ml::accuracy_interval(tracks.y, predicted, groups);
  std::array<char, 256> text{};
  (void)std::snprintf(
      text.data(), text.size(),
      "accuracy by track %.1f %% (%.0f to %.0f; %zu tracks), by segment %.1f %% (%zu), split ",
      100 * ml::accuracy(tracks.y, predicted), 100 * interval.low, 100 * interval.high,
      tracks.y.size(), 100 * ml::accuracy(y, ml::most_probable(answers.view())), y.size());
  return text.data() + split + ": " + protocol + '\n';
}

Evaluation evaluate_answers(const std::string& kind, const ml::PreparedData& data,
                            const ml::HeldOutAnswers& answers, inference::SongMean mean,
                            const std::string& protocol) {
  const std::size_t n_genres = answers.genres.size();
  const TrackMeans means =
      track_means(data, classes_of(data, answers.genres), answers.rows, answers.view(), mean);
  std::vector<EvaluatedTrack> tracks(means.y.size());
  for (std::size_t i = 0; i < tracks.size(); ++i) {
    const ml::PreparedSegment& segment = data.segments[means.first_row[i]];
    const std::span<const double> probabilities = means.view(n_genres).row(i);
    tracks[i].id = segment.track;
    tracks[i].file = segment.track;
    tracks[i].genre = segment.genre;
    tracks[i].artist = segment.artist;
    tracks[i].kind = "music";
    tracks[i].probabilities.assign(probabilities.begin(), probabilities.end());
    tracks[i].predicted =
        static_cast<std::size_t>(std::ranges::max_element(probabilities) - probabilities.begin());
    tracks[i].excerpt = segment.excerpt;
  }
  Evaluation evaluation = evaluate({kind, "", {kind}, answers.genres}, std::move(tracks));
  evaluation.protocol = protocol;
  return evaluation;
}

}  // namespace earmark::cli
