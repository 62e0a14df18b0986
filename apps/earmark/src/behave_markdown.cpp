#include <string>

#include "behave_report.h"
#include "behave_words.h"
#include "earmark/command_line/text_layout.h"
#include "html_page.h"

namespace earmark::cli {
namespace {

using behave::Case;
using behave::Outcome;
using behave::Verdict;

/// Text in a cell: what would end it or be markup is not.
std::string cell(const std::string& text) {
  std::string safe;
  for (const char c : html::escaped(printable(text))) {
    if (c == '|' || c == '*' || c == '_' || c == '`' || c == '\\' || c == '[') {
      safe += '\\';
    }
    safe += c;
  }
  return safe;
}

std::string row(const Case& asked, const Outcome& outcome) {
  std::string result = std::string{behave::verdict_name(outcome.verdict)};
  if (outcome.verdict == Verdict::kFailed) {
    result = "**failed**";
  }
  if (!outcome.reason.empty()) {
    result += ": " + cell(outcome.reason);
  } else if (outcome.n_left_out > 0) {
    result += "; " + cell(left_out_text(outcome));
  }
  const bool was_asked = outcome.verdict != Verdict::kNotAsked;
  return "| " + cell(asked.name) + (asked.note.empty() ? "" : " (" + cell(asked.note) + ")") +
         " | " + cell(change_text(asked)) + " | " + cell(good_songs_do(asked)) + " | " +
         (was_asked ? std::to_string(outcome.n_songs) : "") + " | " +
         (was_asked ? whole_percent(outcome.share()) : "") + " | " + whole_percent(outcome.asked) +
         " | " + cell(measured_text(asked, outcome)) + " | " + result + " |\n";
}

std::string overview(const BehaveReport& report) {
  std::string text = "\n| | Passed | Failed | Not asked |\n|---|--:|--:|--:|\n";
  for (std::size_t s = 0; s < report.subjects.size(); ++s) {
    text += "| " + cell(subject_title(report.subjects[s]));
    for (const Verdict verdict : {Verdict::kPassed, Verdict::kFailed, Verdict::kNotAsked}) {
      text += " | " + std::to_string(report.count(s, verdict));
    }
    text += " |\n";
  }
  return text;
}

std::string table(const BehaveReport& report, std::size_t subject) {
  std::string text = "\n## " + cell(subject_title(report.subjects[subject])) + "\n\n";
  text +=
      "| Case | Change | What counts | Songs | Share | At least | Also measured | Result |\n"
      "|---|---|---|--:|--:|--:|---|---|\n";
  for (std::size_t c = 0; c < report.cases.size(); ++c) {
    text += row(report.cases[c], report.outcomes[subject][c]);
  }
  return text;
}

}  // namespace

std::string behave_markdown(const BehaveReport& report, const std::string& file) {
  std::string text =
      "# Behaviour\n\nMade by `" + printable(report.command + " --markdown " + file) +
      "`; do not edit.\n\nBundle " + cell(report.bundle_name) + ' ' + cell(report.bundle_version) +
      ", " + cell(heard_songs(report)) + ": " + behave_outcome(report) + ".\n\n";
  text +=
      "Each case is asked of each member and profile. *Share* is that of the songs for which *what "
      "counts* is\ntrue, *at least* is what is asked for. *Distance* is the mean total variation "
      "distance between the genres'\nprobabilities before and after (0: alike, 1: nothing in "
      "common).\n";
  text += overview(report);
  for (const auto& [song, message] : report.unread) {
    text += "\nCould not be read: " + cell(message) + "\n";
  }
  for (std::size_t s = 0; s < report.subjects.size(); ++s) {
    text += table(report, s);
  }
  return text;
}

}  // namespace earmark::cli
