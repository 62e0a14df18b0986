#include "earmark/inference/prediction_json.h"

#include <cmath>
#include <nlohmann/json.hpp>

namespace earmark::inference {
namespace {

using Json = nlohmann::ordered_json;

double rounded(double value, double steps) { return std::round(value * steps) / steps; }

double probability(double value) { return rounded(value, 1e6); }

Json by_genre(const std::vector<std::string>& genres, const std::vector<double>& probabilities) {
  Json object = Json::object();
  for (std::size_t i = 0; i < genres.size(); ++i) {
    object[genres[i]] = probability(probabilities[i]);
  }
  return object;
}

Json most_probable(const Prediction& prediction, std::size_t top) {
  if (top >= prediction.genres.size()) {
    return by_genre(prediction.genres, prediction.probabilities);
  }
  Json object = Json::object();
  for (const std::size_t i : largest(prediction.probabilities, top)) {
    object[prediction.genres[i]] = probability(prediction.probabilities[i]);
  }
  return object;
}

Json segment_object(const SegmentPrediction& segment, const std::vector<std::string>& genres) {
  Json object{{"start_s", rounded(segment.start_s, 1e3)}, {"end_s", rounded(segment.end_s, 1e3)}};
  if (segment.silent) {
    object["genre"] = nullptr;
    object["confidence"] = nullptr;
    object["probabilities"] = Json::object();
  } else {
    const std::size_t best = largest(segment.probabilities, 1).front();
    object["genre"] = genres[best];
    object["confidence"] = probability(segment.probabilities[best]);
    object["probabilities"] = by_genre(genres, segment.probabilities);
  }
  object["smoothed"] = segment.smoothed ? Json(genres[*segment.smoothed]) : Json(nullptr);
  return object;
}

std::string line(const Json& object) {
  return object.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

std::string to_json(const Prediction& prediction, std::string_view file,
                    const PredictionJsonOptions& options) {
  const auto best = prediction.best();
  Json object;
  object["file"] = file;
  object["kind"] = to_string(prediction.kind);
  object["genre"] = best ? Json(prediction.genres[*best]) : Json(nullptr);
  object["confidence"] = best ? Json(probability(prediction.probabilities[*best])) : Json(nullptr);
  object["unsure"] = prediction.unsure;
  object["probabilities"] = most_probable(prediction, options.top);
  object["duration_s"] = rounded(prediction.duration_s, 1e3);
  object["n_segments"] = prediction.n_segments;
  if (options.segments) {
    Json& segments = object["segments"] = Json::array();
    for (const SegmentPrediction& segment : prediction.segments) {
      segments.push_back(segment_object(segment, prediction.genres));
    }
    Json& changes = object["changes"] = Json::array();
    for (const GenreChange& change : prediction.changes) {
      changes.push_back({{"time_s", rounded(change.time_s, 1e3)},
                         {"from", prediction.genres[change.from]},
                         {"to", prediction.genres[change.to]}});
    }
  }
  if (const auto second = prediction.second(); prediction.unsure && second) {
    object["second"] = prediction.genres[*second];
  }
  if (prediction.music) {
    object["music"] = probability(*prediction.music);
  }
  if (!prediction.tags.empty()) {
    Json& tags = object["tags"] = Json::object();
    for (const auto& [name, share] : prediction.tags) {
      tags[name] = probability(share);
    }
  }
  Json& members = object["members"] = Json::object();
  for (const auto& [name, probabilities] : prediction.members) {
    members[name] = by_genre(prediction.genres, probabilities);
  }
  object["bundle"] = {{"name", prediction.bundle_name}, {"version", prediction.bundle_version}};
  object["warnings"] = prediction.warnings;
  return line(object);
}

std::string segment_json(const SegmentPrediction& segment, const std::vector<std::string>& genres) {
  return line(segment_object(segment, genres));
}

std::string error_json(std::string_view file, std::string_view kind, std::string_view message) {
  Json object;
  object["file"] = file;
  object["error"] = {{"kind", kind}, {"message", message}};
  return line(object);
}

}  // namespace earmark::inference
