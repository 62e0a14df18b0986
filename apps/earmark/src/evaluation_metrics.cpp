#include <cmath>
#include <cstddef>
#include <nlohmann/json.hpp>

#include "earmark/ml/csv.h"
#include "evaluation.h"
#include "run_figures.h"

namespace earmark::cli {
namespace {

double rounded(double value) { return std::round(value * 1e6) / 1e6; }

}  // namespace

std::string evaluation_metrics(const Evaluation& evaluation) {
  nlohmann::ordered_json json;
  for (const auto& [name, value] : run_figures(evaluation)) {
    const std::size_t slash = name.find('/');
    auto& place = slash == std::string::npos ? json[name]
                                             : json[name.substr(0, slash)][name.substr(slash + 1)];
    if (name.starts_with("n_")) {
      place = static_cast<std::size_t>(value);
    } else {
      place = rounded(value);
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
