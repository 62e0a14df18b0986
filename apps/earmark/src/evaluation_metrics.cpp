#include <cmath>
#include <nlohmann/json.hpp>

#include "earmark/ml/csv.h"
#include "evaluation.h"

namespace earmark::cli {
namespace {

double rounded(double value) { return std::round(value * 1e6) / 1e6; }

}  // namespace

std::string evaluation_metrics(const Evaluation& evaluation) {
  nlohmann::ordered_json json{{"accuracy", rounded(evaluation.accuracy)},
                              {"accuracy_low", rounded(evaluation.accuracy_ci95.low)},
                              {"accuracy_high", rounded(evaluation.accuracy_ci95.high)},
                              {"balanced_accuracy", rounded(evaluation.balanced_accuracy)},
                              {"macro_f1", rounded(evaluation.macro_f1)}};
  for (const auto& [name, value] : {std::pair{"ece", evaluation.ece},
                                    {"nll", evaluation.nll},
                                    {"segment_accuracy", evaluation.segment_accuracy}}) {
    if (value) {
      json[name] = rounded(*value);
    }
  }
  json["n_tracks"] = evaluation.tracks.size();
  for (std::size_t i = 0; i < evaluation.bundle.genres.size(); ++i) {
    if (evaluation.per_genre[i].support > 0) {
      json["recall"][evaluation.bundle.genres[i]] = rounded(evaluation.per_genre[i].recall);
    }
  }
  return json.dump(2) + '\n';
}

std::string evaluation_answers(const Evaluation& evaluation) {
  std::string csv = "track,actual,predicted,confidence\n";
  for (const EvaluatedTrack& track : evaluation.tracks) {
    csv += ml::csv_field(track.id) + ',' + ml::csv_field(track.genre) + ',';
    csv += track.predicted
               ? ml::csv_field(evaluation.bundle.genres[*track.predicted]) + ',' +
                     nlohmann::json(rounded(track.probabilities[*track.predicted])).dump()
               : (track.kind.empty() ? "failed" : track.kind) + ',';
    csv += '\n';
  }
  return csv;
}

}  // namespace earmark::cli
