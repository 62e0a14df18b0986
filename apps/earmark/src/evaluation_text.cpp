#include "evaluation_text.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "text_layout.h"
#include "usage.h"

namespace earmark::cli {
namespace {

std::string decimals(double value, int n) {
  std::array<char, 32> text{};
  (void)std::snprintf(text.data(), text.size(), "%.*f", n, value);
  return text.data();
}

std::string share(double value) { return decimals(100 * value, 1) + " %"; }

std::string figure_line(const std::string& name, const std::string& value,
                        const std::string& note) {
  return "  " + pad_right(name, 20) + pad_left(value, 8) + (note.empty() ? "" : "  " + note) + '\n';
}

std::string figures(const Evaluation& e) {
  std::string text = figure_line(
      "accuracy", share(e.accuracy),
      "95 % interval " + share(e.accuracy_ci95.low) + " to " + share(e.accuracy_ci95.high));
  text += figure_line("balanced accuracy", share(e.balanced_accuracy), "");
  text += figure_line("macro F1", decimals(e.macro_f1, 3), "");
  if (e.ece && e.nll) {
    text += figure_line("calibration error", decimals(*e.ece, 3), "0 is perfect");
    text += figure_line("log-likelihood", decimals(-*e.nll, 3), "0 is perfect");
  }
  if (e.segment_accuracy) {
    text += figure_line("segment accuracy", share(*e.segment_accuracy), "single pieces of 3 s");
  }
  return text;
}

std::size_t name_column(const Evaluation& e) {
  std::size_t width = 0;
  for (const std::string& genre : e.genres) {
    width = std::max(width, display_width(genre));
  }
  return width;
}

std::string genre_scores(const Evaluation& e, const Terminal& terminal) {
  const std::size_t names = name_column(e);
  const std::size_t bar_width = std::min<std::size_t>(terminal.width - names - 32, 24);
  std::string text = "  " + pad_right("", names) + pad_left("tracks", 8) + "  " +
                     pad_right("found (recall)", bar_width + 6) + "  right when named\n";
  for (std::size_t g = 0; g < e.genres.size(); ++g) {
    const ml::ClassScores& scores = e.per_genre[g];
    text += "  " + pad_right(e.genres[g], names) + pad_left(std::to_string(scores.support), 8) +
            "  " + genre_coloured(terminal, g, bar(scores.recall, bar_width)) + ' ' +
            percent(scores.recall) + "  " + percent(scores.precision) + '\n';
  }
  return text;
}

/// Columns are the first letters that tell the genres apart.
std::string confusion_matrix(const Evaluation& e, const Terminal& terminal) {
  const std::size_t n = e.genres.size();
  const std::size_t names = name_column(e);
  constexpr std::size_t kCell = 4;
  const std::size_t room = terminal.width - names - 4;
  const std::size_t cell = std::clamp<std::size_t>(room / n, kCell, 7);
  std::string text = "  " + pad_right("", names + 1);
  for (const std::string& genre : e.genres) {
    text += pad_left(genre.substr(0, cell - 1), cell);
  }
  text += '\n';
  for (std::size_t i = 0; i < n; ++i) {
    text += "  " + pad_right(e.genres[i], names + 1);
    for (std::size_t j = 0; j < n; ++j) {
      const std::size_t count = e.confusion[i * n + j];
      const std::string shown = pad_left(count == 0 ? "·" : std::to_string(count), cell);
      text += i == j ? styled(terminal, Style::kGreen, shown)
                     : styled(terminal, count == 0 ? Style::kDim : Style::kRed, shown);
    }
    text += '\n';
  }
  return text;
}

}  // namespace

std::string evaluation_text(const Evaluation& evaluation, const Terminal& terminal) {
  std::string text =
      styled(terminal, Style::kBold, evaluation.bundle_name + ' ' + evaluation.bundle_version) +
      " (" + enumerate(evaluation.members) + ") on " +
      counted(evaluation.tracks.size(), "track", "tracks");
  if (evaluation.n_failed > 0) {
    text += ", " + std::to_string(evaluation.n_failed) + " of which failed and count as wrong";
  }
  text = wrapped(text, terminal.width, 2);
  return text + "\n\n" + figures(evaluation) + '\n' + genre_scores(evaluation, terminal) +
         "\n  Rows are the true genres, columns what they were taken for\n\n" +
         confusion_matrix(evaluation, terminal);
}

}  // namespace earmark::cli
