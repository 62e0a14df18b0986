#include <cmath>
#include <nlohmann/json.hpp>

#include "evaluation.h"

namespace earmark::cli {
namespace {

using Json = nlohmann::ordered_json;

double rounded(double value) { return std::round(value * 1e6) / 1e6; }

Json number(const std::optional<double>& value) {
  return value ? Json(rounded(*value)) : Json(nullptr);
}

Json track_json(const Evaluation& evaluation, const EvaluatedTrack& track) {
  Json json{{"id", track.id}, {"file", track.file}, {"genre", track.genre}};
  json["predicted"] = track.predicted ? Json(evaluation.genres[*track.predicted]) : Json(nullptr);
  json["kind"] = track.kind.empty() ? Json(nullptr) : Json(track.kind);
  json["confidence"] =
      track.predicted ? Json(rounded(track.probabilities[*track.predicted])) : Json(nullptr);
  json["error"] = track.error.empty() ? Json(nullptr)
                                      : Json{{"kind", track.error_kind}, {"message", track.error}};
  return json;
}

}  // namespace

std::string evaluation_json(const Evaluation& evaluation) {
  const std::size_t n = evaluation.genres.size();
  Json json{{"n_tracks", evaluation.tracks.size()},
            {"n_failed", evaluation.n_failed},
            {"accuracy", rounded(evaluation.accuracy)},
            {"accuracy_ci95",
             {rounded(evaluation.accuracy_ci95.low), rounded(evaluation.accuracy_ci95.high)}},
            {"balanced_accuracy", rounded(evaluation.balanced_accuracy)},
            {"macro_f1", rounded(evaluation.macro_f1)},
            {"ece", number(evaluation.ece)},
            {"nll", number(evaluation.nll)},
            {"segment_accuracy", number(evaluation.segment_accuracy)}};
  Json& confusion = json["confusion"] = Json::object();
  Json& per_genre = json["per_genre"] = Json::object();
  for (std::size_t i = 0; i < n; ++i) {
    Json& row = confusion[evaluation.genres[i]] = Json::object();
    for (std::size_t j = 0; j < n; ++j) {
      row[evaluation.genres[j]] = evaluation.confusion[i * n + j];
    }
    const ml::ClassScores& scores = evaluation.per_genre[i];
    per_genre[evaluation.genres[i]] = {{"precision", rounded(scores.precision)},
                                       {"recall", rounded(scores.recall)},
                                       {"f1", rounded(scores.f1)},
                                       {"n_tracks", scores.support}};
  }
  Json& tracks = json["tracks"] = Json::array();
  for (const EvaluatedTrack& track : evaluation.tracks) {
    tracks.push_back(track_json(evaluation, track));
  }
  json["members"] = evaluation.members;
  json["bundle"] = {{"name", evaluation.bundle_name}, {"version", evaluation.bundle_version}};
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

}  // namespace earmark::cli
