#include "prediction_text.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <vector>

#include "earmark/command_line/text_layout.h"
#include "timeline_text.h"

namespace earmark::cli {
namespace {

using inference::Kind;
using inference::Prediction;

std::size_t genre_column(const Prediction& prediction) {
  std::size_t width = std::string{"silence"}.size();
  for (const std::string& genre : prediction.genres) {
    width = std::max(width, display_width(genre));
  }
  return width;
}

std::string not_music(Kind kind) { return kind == Kind::kSilence ? "silence" : "not music"; }

std::string length_of(const Prediction& prediction) { return clock_time(prediction.duration_s); }

std::string bars(const Prediction& prediction, const Terminal& terminal, std::size_t top) {
  constexpr std::size_t kMaxBar = 48;
  const std::size_t names = genre_column(prediction);
  const std::size_t bar_width = std::min(terminal.width - names - 12, kMaxBar);
  std::string text;
  for (const std::size_t g : inference::largest(prediction.probabilities, top)) {
    const double share = prediction.probabilities[g];
    text += "  " + pad_right(prediction.genres[g], names) + "  " +
            genre_coloured(terminal, g, bar(share, bar_width)) + "  " + percent(share) + '\n';
  }
  return text;
}

std::string member_answers(const Prediction& prediction, const Terminal& terminal) {
  if (prediction.members.size() < 2) {
    return "";
  }
  std::string answers;
  for (const auto& [name, probabilities] : prediction.members) {
    const std::size_t best = inference::largest(probabilities, 1).front();
    answers += (answers.empty() ? "" : ", ") + name + " says " + prediction.genres[best];
  }
  return "  " + styled(terminal, Style::kDim, wrapped(answers, terminal.width - 2, 2)) + '\n';
}

/// The tags that stand out: "guitar 0.41, 80s 0.22".
std::string tags(const Prediction& prediction, const Terminal& terminal) {
  constexpr std::size_t kMostTags = 8;
  constexpr double kLeastProbability = 0.1;
  std::string text;
  for (std::size_t i = 0; i < std::min(prediction.tags.size(), kMostTags); ++i) {
    const auto& [name, probability] = prediction.tags[i];
    if (i == 0 || probability >= kLeastProbability) {
      std::array<char, 8> number{};
      (void)std::snprintf(number.data(), number.size(), " %.2f", probability);
      text += (text.empty() ? "" : ", ") + name + number.data();
    }
  }
  return text.empty() ? "" : "  " + wrapped("Tags: " + text, terminal.width - 2, 2) + '\n';
}

std::string warnings(const Prediction& prediction, const Terminal& terminal) {
  std::string text;
  for (const std::string& warning : prediction.warnings) {
    const std::string line = wrapped("Note: " + printable(warning), terminal.width - 2, 2);
    text += "  " + styled(terminal, Style::kYellow, line) + '\n';
  }
  return text;
}

std::string headline(const Prediction& prediction, const Terminal& terminal) {
  const auto best = prediction.best();
  if (!best) {
    return styled(terminal, Style::kBold, not_music(prediction.kind));
  }
  const std::string genre = styled(terminal, Style::kBold, prediction.genres[*best]);
  const auto second = prediction.second();
  return prediction.unsure && second ? genre + " or " + prediction.genres[*second] + ", unsure"
                                     : genre;
}

}  // namespace

std::string prediction_card(const Prediction& prediction, const std::string& file,
                            const Terminal& terminal, const PredictionTextOptions& options) {
  const std::string length = length_of(prediction);
  const std::size_t room = terminal.width - length.size() - 2;
  const std::string name = terminal.interactive ? keep_end(printable(file), room) : printable(file);
  std::string text = name + "  " + styled(terminal, Style::kDim, length) + '\n';
  text += "  " + headline(prediction, terminal) + '\n';
  if (prediction.kind == Kind::kMusic) {
    text += '\n' + bars(prediction, terminal, options.top);
    if (options.timeline) {
      text += '\n' + timeline_text(prediction, terminal);
    }
    text += tags(prediction, terminal) + member_answers(prediction, terminal);
  }
  return text + warnings(prediction, terminal);
}

std::string prediction_line(const Prediction& prediction, const std::string& file,
                            const Terminal& terminal) {
  constexpr std::size_t kBar = 10;
  constexpr std::size_t kTime = 7;
  const std::size_t names = genre_column(prediction) + 1;
  const auto best = prediction.best();
  std::string text;
  if (best) {
    const double share = prediction.probabilities[*best];
    const std::string name = prediction.genres[*best] + (prediction.unsure ? "?" : "");
    text = styled(terminal, Style::kBold, pad_right(name, names)) + ' ' + percent(share) + "  " +
           genre_coloured(terminal, *best, bar(share, kBar));
  } else {
    text = pad_right(not_music(prediction.kind), names + 8 + kBar);
  }
  const std::size_t used = names + 8 + kBar + kTime + 2;
  const std::string shown = printable(file);
  text += pad_left(length_of(prediction), kTime) + "  " +
          (terminal.interactive ? keep_end(shown, terminal.width - std::min(used, terminal.width))
                                : shown);
  return text + (prediction.warnings.empty() ? "" : " (!)") + '\n';
}

}  // namespace earmark::cli
