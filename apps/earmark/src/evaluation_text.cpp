#include "evaluation_text.h"

#include <algorithm>

#include "earmark/command_line/text_layout.h"
#include "earmark/command_line/usage.h"

namespace earmark::cli {
namespace {

/// Prints figures, each with a note that wraps beside it.
class FigureLines {
 public:
  explicit FigureLines(const Terminal& terminal) : width_{terminal.width} {}

  void add(const std::string& name, const std::string& value, const std::string& note) {
    constexpr std::size_t kNote = 30;
    text_ += "  " + pad_right(name, 18) + pad_left(value, 8);
    text_ += (note.empty() ? "" : "  " + wrapped(note, width_, kNote, kNote)) + '\n';
  }

  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  std::size_t width_;
  std::string text_;
};

std::size_t without_answer(const Evaluation& e) {
  return static_cast<std::size_t>(
      std::count_if(e.tracks.begin(), e.tracks.end(),
                    [](const EvaluatedTrack& track) { return !track.predicted; }));
}

std::string figures(const Evaluation& e, const Terminal& terminal) {
  FigureLines lines{terminal};
  lines.add("accuracy", fine_percent(e.accuracy),
            "95 % interval " + decimals(100 * e.accuracy_ci95.low, 1) + " to " +
                fine_percent(e.accuracy_ci95.high));
  lines.add("balanced accuracy", fine_percent(e.balanced_accuracy), "");
  lines.add("macro F1", decimals(e.macro_f1, 3), "");
  if (e.ece && e.nll && e.ece_equal_mass && e.ece_if_perfect) {
    const std::string note =
        "0 is perfect" + std::string{without_answer(e) > 0 ? "; of the tracks with an answer" : ""};
    lines.add("calibration error", decimals(*e.ece, 3), note);
    lines.add("  ten equal bins", decimals(*e.ece_equal_mass, 3),
              "true ones would show " + decimals(*e.ece_if_perfect, 3));
    lines.add("log-likelihood", decimals(-*e.nll, 3), note);
  }
  if (e.segment_accuracy) {
    lines.add("segment accuracy", fine_percent(*e.segment_accuracy), "single pieces of 3 s");
  }
  lines.add("in the first two", fine_percent(e.accuracy_top2), "");
  lines.add(
      "unsure", fine_percent(e.share_unsure),
      e.accuracy_sure ? "of the others " + fine_percent(*e.accuracy_sure) + " are right" : "");
  for (const GroupAccuracy& group : e.groups) {
    lines.add("", fine_percent(group.accuracy),
              "of " + std::to_string(group.n_tracks) + ' ' + group.name + ", 95 % interval " +
                  decimals(100 * group.accuracy_ci95.low, 1) + " to " +
                  decimals(100 * group.accuracy_ci95.high, 1));
  }
  return lines.text();
}

std::size_t name_column(const Evaluation& e, const Terminal& terminal) {
  std::size_t width = 0;
  for (const std::string& genre : e.bundle.genres) {
    width = std::max(width, display_width(genre));
  }
  return std::min(width, terminal.width / 4);
}

std::string genre_scores(const Evaluation& e, const Terminal& terminal) {
  constexpr std::size_t kOtherColumns = 29;
  constexpr std::size_t kMaxBar = 24;
  const std::size_t names = name_column(e, terminal);
  const std::size_t used = names + kOtherColumns;
  const std::size_t bar_width = std::min(terminal.width - std::min(used, terminal.width), kMaxBar);
  const std::string found = bar_width < 8 ? "recall" : "found (recall)";
  std::string text = "  " + pad_right("", names) + pad_left("tracks", 8) + "  " +
                     pad_right(found, bar_width + 6) + pad_left("precision", 11) + '\n';
  for (std::size_t g = 0; g < e.bundle.genres.size(); ++g) {
    const ml::ClassScores& scores = e.per_genre[g];
    text += "  " + pad_right(keep_start(e.bundle.genres[g], names), names) +
            pad_left(std::to_string(scores.support), 8) + "  " +
            genre_coloured(terminal, g, bar(scores.recall, bar_width)) + ' ' +
            percent(scores.recall) + pad_left(percent(scores.precision), 11) + '\n';
  }
  return text;
}

std::string matrix_cell(const Evaluation& e, std::size_t i, std::size_t j, std::size_t width,
                        const Terminal& terminal) {
  const std::size_t count = e.confusion[i * e.bundle.genres.size() + j];
  const std::string shown = pad_left(count == 0 ? "·" : std::to_string(count), width);
  if (count == 0) {
    return styled(terminal, Style::kDim, shown);
  }
  return styled(terminal, i == j ? Style::kGreen : Style::kRed, shown);
}

/// Columns are headed by the first letters of the genres.
std::string confusion_matrix(const Evaluation& e, const Terminal& terminal) {
  constexpr std::size_t kMinCell = 4;
  constexpr std::size_t kMaxCell = 7;
  const std::size_t n = e.bundle.genres.size();
  const std::size_t names = name_column(e, terminal);
  const std::size_t room = terminal.width - names - 3;
  const std::size_t largest = *std::max_element(e.confusion.begin(), e.confusion.end());
  const std::size_t least = std::max(kMinCell, std::to_string(largest).size() + 1);
  if (terminal.interactive && least * n > room) {
    return "  " +
           wrapped("What was taken for what is in --html and --json: this terminal is too narrow",
                   terminal.width, 2, 2) +
           '\n';
  }
  const std::size_t cell = std::max(least, std::min(room / n, kMaxCell));
  std::string text =
      "  " +
      wrapped("Rows are the true genres, columns what they were taken for", terminal.width, 2, 2) +
      "\n\n  " + pad_right("", names + 1);
  for (const std::string& genre : e.bundle.genres) {
    text += pad_left(keep_start(genre, cell - 1), cell);
  }
  text += '\n';
  for (std::size_t i = 0; i < n; ++i) {
    text += "  " + pad_right(keep_start(e.bundle.genres[i], names), names + 1);
    for (std::size_t j = 0; j < n; ++j) {
      text += matrix_cell(e, i, j, cell, terminal);
    }
    text += '\n';
  }
  return text;
}

std::string no_answers(const Evaluation& e, const Terminal& terminal) {
  const std::size_t n = without_answer(e);
  if (n == 0) {
    return "";
  }
  const std::string words = counted(n, "track has", "tracks have") + " no answer, in no column";
  return "\n  " + wrapped(words, terminal.width, 2, 2) + '\n';
}

}  // namespace

std::string evaluation_text(const Evaluation& evaluation, const Terminal& terminal) {
  std::string text =
      styled(terminal, Style::kBold, evaluation.bundle.name + ' ' + evaluation.bundle.version) +
      " (" + enumerate(evaluation.bundle.members) + ") on " +
      counted(evaluation.tracks.size(), "track", "tracks");
  if (evaluation.n_failed > 0) {
    text += ", " + std::to_string(evaluation.n_failed) + " of which failed and count as wrong";
  }
  text = wrapped(text, terminal.width, 2);
  return text + "\n\n" + figures(evaluation, terminal) + '\n' + genre_scores(evaluation, terminal) +
         '\n' + confusion_matrix(evaluation, terminal) + no_answers(evaluation, terminal);
}

}  // namespace earmark::cli
