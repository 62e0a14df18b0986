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
  json["predicted"] =
      track.predicted ? Json(evaluation.bundle.genres[*track.predicted]) : Json(nullptr);
  json["kind"] = track.kind.empty() ? Json(nullptr) : Json(track.kind);
  json["confidence"] =
      track.predicted ? Json(rounded(track.probabilities[*track.predicted])) : Json(nullptr);
  json["error"] = track.error.empty() ? Json(nullptr)
                                      : Json{{"kind", track.error_kind}, {"message", track.error}};
  json["unsure"] = track.predicted ? Json(track.unsure) : Json(nullptr);
  json["artist"] = track.artist.empty() ? Json(nullptr) : Json(track.artist);
  return json;
}

}  // namespace

std::string evaluation_json(const Evaluation& evaluation) {
  const std::size_t n = evaluation.bundle.genres.size();
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
    Json& row = confusion[evaluation.bundle.genres[i]] = Json::object();
    for (std::size_t j = 0; j < n; ++j) {
      row[evaluation.bundle.genres[j]] = evaluation.confusion[i * n + j];
    }
    const ml::ClassScores& scores = evaluation.per_genre[i];
    per_genre[evaluation.bundle.genres[i]] = {{"precision", rounded(scores.precision)},
                                              {"recall", rounded(scores.recall)},
                                              {"f1", rounded(scores.f1)},
                                              {"n_tracks", scores.support}};
  }
  Json& tracks = json["tracks"] = Json::array();
  for (const EvaluatedTrack& track : evaluation.tracks) {
    tracks.push_back(track_json(evaluation, track));
  }
  json["accuracy_top2"] = rounded(evaluation.accuracy_top2);
  json["share_unsure"] = rounded(evaluation.share_unsure);
  json["accuracy_sure"] = number(evaluation.accuracy_sure);
  json["ece_equal_mass"] = number(evaluation.ece_equal_mass);
  json["ece_if_perfect"] = number(evaluation.ece_if_perfect);
  json["groups"] = Json::array();
  for (const GroupAccuracy& group : evaluation.groups) {
    json["groups"].push_back(
        {{"name", group.name},
         {"n_tracks", group.n_tracks},
         {"accuracy", rounded(group.accuracy)},
         {"accuracy_ci95", {rounded(group.accuracy_ci95.low), rounded(group.accuracy_ci95.high)}}});
  }
  json["protocol"] = evaluation.protocol.empty() ? Json(nullptr) : Json(evaluation.protocol);
  json["members"] = evaluation.bundle.members;
  json["bundle"] = {{"name", evaluation.bundle.name}, {"version", evaluation.bundle.version}};
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

}  // namespace earmark::cli
