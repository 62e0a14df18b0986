#include <algorithm>
#include <map>
#include <string>

#include "earmark/base/errors.h"
#include "earmark/check/check.h"
#include "earmark/features/recipe.h"

namespace earmark::check {
namespace {

ml::Track track_of(const ml::PreparedSegment& segment) {
  ml::Track track;
  track.id = segment.track;
  track.genre = segment.genre;
  track.artist = segment.artist;
  track.source = segment.source;
  track.split = segment.split;
  track.others = segment.others;
  return track;
}

void add_segment(const ml::PreparedData& data, std::size_t row, FileSurvey& survey) {
  const auto features = data.features().row(row);
  survey.features.resize(features.size());
  for (std::size_t c = 0; c < features.size(); ++c) {
    survey.features[c] += features[c];
  }
  ++survey.n_segments;
  ml::add_sound_words(survey.words,
                      {data.tensors().row(row).data(), data.recipe.n_frames, data.recipe.n_mfcc},
                      data.segments[row].start_s);
}

}  // namespace

std::vector<CheckedTrack> tracks_of(const ml::PreparedData& data) {
  if (!std::ranges::equal(data.recipe.feature_names, features::feature_columns())) {
    throw TableError(
        "the prepared data have other feature columns than this version of earmark makes: run "
        "earmark prepare again");
  }
  std::vector<CheckedTrack> tracks;
  tracks.reserve(data.tracks.size());
  std::map<std::string, std::size_t> place;
  for (std::size_t row = 0; row < data.segments.size(); ++row) {
    const ml::PreparedSegment& segment = data.segments[row];
    const auto [found, is_new] = place.try_emplace(segment.track, tracks.size());
    if (is_new) {
      tracks.push_back({track_of(segment), {}});
    }
    add_segment(data, row, tracks[found->second].survey);
  }
  for (const ml::PreparedTrack& prepared : data.tracks) {
    const auto found = place.find(prepared.id);
    if (found != place.end()) {
      FileSurvey& survey = tracks[found->second].survey;
      survey.sha256 = prepared.sha256;
      for (double& value : survey.features) {
        value /= static_cast<double>(survey.n_segments);
      }
    } else if (!prepared.error.empty()) {
      CheckedTrack failed;
      failed.track.id = prepared.id;
      failed.track.genre = "";
      failed.survey.error_kind = "decode";
      failed.survey.error = prepared.error;
      tracks.push_back(std::move(failed));
    }
  }
  return tracks;
}

}  // namespace earmark::check
