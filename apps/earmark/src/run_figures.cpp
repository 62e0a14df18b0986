#include "run_figures.h"

#include <optional>

#include "earmark/base/join.h"
#include "earmark/command_line/text_layout.h"
#include "evaluation.h"

namespace earmark::cli {
namespace {

std::string row(const std::vector<std::string>& cells) {
  return "| " + join(cells, " | ") + " |\n";
}

std::string accuracy_text(const Evaluation& evaluation) {
  return fine_percent(evaluation.accuracy) + " right (95 % interval " +
         fine_percent(evaluation.accuracy_ci95.low) + " to " +
         fine_percent(evaluation.accuracy_ci95.high) + ")";
}

}  // namespace

std::vector<std::pair<std::string, double>> run_figures(const Evaluation& evaluation) {
  std::vector<std::pair<std::string, double>> figures{
      {"accuracy", evaluation.accuracy},
      {"accuracy_low", evaluation.accuracy_ci95.low},
      {"accuracy_high", evaluation.accuracy_ci95.high},
      {"balanced_accuracy", evaluation.balanced_accuracy},
      {"macro_f1", evaluation.macro_f1},
      {"accuracy_top2", evaluation.accuracy_top2},
      {"share_unsure", evaluation.share_unsure},
      {"n_tracks", static_cast<double>(evaluation.tracks.size())},
      {"n_failed", static_cast<double>(evaluation.n_failed)}};
  const auto add = [&](const char* name, const std::optional<double>& value) {
    if (value) {
      figures.emplace_back(name, *value);
    }
  };
  add("ece", evaluation.ece);
  add("ece_equal_mass", evaluation.ece_equal_mass);
  add("nll", evaluation.nll);
  add("segment_accuracy", evaluation.segment_accuracy);
  add("accuracy_sure", evaluation.accuracy_sure);
  for (std::size_t g = 0; g < evaluation.per_genre.size(); ++g) {
    if (evaluation.per_genre[g].support > 0) {
      figures.emplace_back("recall/" + evaluation.bundle.genres[g], evaluation.per_genre[g].recall);
    }
  }
  return figures;
}

std::string evaluation_line(const Evaluation& evaluation) {
  return join(evaluation.bundle.members) + ": " + accuracy_text(evaluation) + " on " +
         std::to_string(evaluation.tracks.size()) + " tracks";
}

std::string evaluation_card(const Evaluation& evaluation) {
  const EvaluatedBundle& bundle = evaluation.bundle;
  std::string text = "# " + bundle.name + ' ' + bundle.version +
                     "\n\nMembers: " + join(bundle.members) + ". Genres: " + join(bundle.genres) +
                     ".\n\n";
  text += row({"Figure", "Value"}) + row({"---", "---:"});
  text += row({"tracks", std::to_string(evaluation.tracks.size()) + ", " +
                             std::to_string(evaluation.n_failed) + " of them unreadable"});
  text += row({"accuracy", accuracy_text(evaluation)});
  text += row({"balanced accuracy", fine_percent(evaluation.balanced_accuracy)});
  text += row({"macro F1", decimals(evaluation.macro_f1, 3)});
  if (evaluation.ece && evaluation.nll) {
    text += row({"calibration error", decimals(*evaluation.ece, 3)});
    text += row({"negative log-likelihood", decimals(*evaluation.nll, 3)});
  }
  text += row({"first two right", fine_percent(evaluation.accuracy_top2)});
  text += row({"unsure", fine_percent(evaluation.share_unsure)});
  text +=
      '\n' + row({"Genre", "Precision", "Recall", "Tracks"}) + row({"---", "---:", "---:", "---:"});
  for (std::size_t g = 0; g < evaluation.per_genre.size(); ++g) {
    const ml::ClassScores& scores = evaluation.per_genre[g];
    text += row({bundle.genres[g], fine_percent(scores.precision), fine_percent(scores.recall),
                 std::to_string(scores.support)});
  }
  if (!evaluation.protocol.empty()) {
    text += "\nWhat these figures are worth: " + evaluation.protocol + ".\n";
  }
  return text;
}

}  // namespace earmark::cli
