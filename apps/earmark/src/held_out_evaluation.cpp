#include "held_out_evaluation.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>

namespace earmark::cli {
namespace {

std::map<std::string_view, std::string_view> files_of(const ml::PreparedData& data) {
  std::map<std::string_view, std::string_view> files;
  for (const ml::PreparedTrack& track : data.tracks) {
    files[track.id] = track.file;
  }
  return files;
}

std::vector<EvaluatedTrack> tracks_of(const JudgedTracks& judged, const ml::PreparedData& data,
                                      std::size_t n_genres) {
  const auto files = files_of(data);
  std::vector<EvaluatedTrack> tracks;
  for (std::size_t i = 0; i < judged.tracks.y.size(); ++i) {
    const ml::PreparedSegment& segment = data.segments[judged.tracks.first_row[i]];
    EvaluatedTrack& track = tracks.emplace_back();
    track.id = segment.track;
    const auto file = files.find(segment.track);
    track.file = file == files.end() ? "" : file->second;
    track.genre = segment.genre;
    track.artist = segment.artist;
    track.kind = "music";
    const auto begin =
        judged.figures.probabilities.begin() + static_cast<std::ptrdiff_t>(i * n_genres);
    track.probabilities.assign(begin, begin + static_cast<std::ptrdiff_t>(n_genres));
    track.predicted = static_cast<std::size_t>(std::ranges::max_element(track.probabilities) -
                                               track.probabilities.begin());
    track.unsure = !judged.figures.is_sure[i];
    track.excerpt = segment.excerpt;
  }
  return tracks;
}

}  // namespace

Evaluation evaluate_held_out(EvaluatedBundle bundle, const Protocol& protocol,
                             const ml::PreparedData& data, const JudgedTracks& known,
                             const JudgedTracks& all) {
  const std::size_t n_genres = bundle.genres.size();
  Evaluation evaluation = evaluate(std::move(bundle), tracks_of(known, data, n_genres));
  evaluation.protocol = protocol.name + ": " + protocol.note;
  if (all.tracks.y.size() > known.tracks.y.size()) {
    evaluation.groups.push_back(group_accuracy("tracks, those of unknown artists with them",
                                               tracks_of(all, data, n_genres),
                                               evaluation.bundle.genres));
  }
  return evaluation;
}

}  // namespace earmark::cli
