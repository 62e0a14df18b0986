#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "behave_report.h"
#include "behave_words.h"
#include "earmark/command_line/text_layout.h"

namespace earmark::cli {
namespace {

using behave::Case;
using behave::Outcome;
using behave::Verdict;

constexpr std::size_t kMostSongs = 3;
constexpr std::size_t kIndent = 2;
constexpr std::size_t kNarrowest = 9;  // of a column: "✗ 100 %" and two blanks

/// Subjects that stand beside each other.
struct Columns {
  std::size_t first;
  std::size_t last;
  std::vector<std::size_t> widths;
};

std::string cell(const Terminal& terminal, const Outcome& outcome, std::size_t width) {
  switch (outcome.verdict) {
    case Verdict::kPassed:
      return styled(terminal, Style::kGreen,
                    pad_left("✓ " + whole_percent(outcome.share()), width));
    case Verdict::kFailed:
      return styled(terminal, Style::kRed, pad_left("✗ " + whole_percent(outcome.share()), width));
    case Verdict::kNotAsked:
      break;
  }
  return styled(terminal, Style::kDim, pad_left("–", width));
}

/// As many subjects in each block as the terminal's width takes.
std::vector<Columns> blocks_of(const BehaveReport& report, std::size_t name_width,
                               std::size_t width) {
  std::vector<Columns> blocks;
  std::size_t used = width;
  for (std::size_t s = 0; s < report.subjects.size(); ++s) {
    const std::size_t column =
        std::max(display_width(printable(report.subjects[s].name)) + 2, kNarrowest);
    if (used + column > width) {
      blocks.push_back({s, s, {}});
      used = kIndent + name_width;
    }
    used += column;
    blocks.back().last = s;
    blocks.back().widths.push_back(column);
  }
  return blocks;
}

std::string block_text(const BehaveReport& report, const Columns& columns, std::size_t name_width,
                       const Terminal& terminal) {
  std::string text = '\n' + std::string(kIndent + name_width, ' ');
  for (std::size_t s = columns.first; s <= columns.last; ++s) {
    text += styled(terminal, Style::kBold,
                   pad_left(printable(report.subjects[s].name), columns.widths[s - columns.first]));
  }
  text += '\n';
  std::optional<behave::CaseKind> kind;
  for (std::size_t c = 0; c < report.cases.size(); ++c) {
    const Case& asked = report.cases[c];
    if (kind != asked.kind) {
      kind = asked.kind;
      text += styled(terminal, Style::kDim, behave::kind_name(asked.kind)) + '\n';
    }
    text += std::string(kIndent, ' ') +
            pad_right(keep_start(printable(asked.name), name_width), name_width);
    for (std::size_t s = columns.first; s <= columns.last; ++s) {
      text += cell(terminal, report.outcomes[s][c], columns.widths[s - columns.first]);
    }
    text += '\n';
  }
  return text;
}

std::string table(const BehaveReport& report, const Terminal& terminal) {
  std::size_t name_width = 0;
  for (const Case& asked : report.cases) {
    name_width = std::max(name_width, display_width(printable(asked.name)));
  }
  name_width = std::min(name_width, terminal.width - kIndent - 2 - kNarrowest);
  std::string text;
  for (const Columns& columns : blocks_of(report, name_width, terminal.width)) {
    text += block_text(report, columns, name_width, terminal);
  }
  return text;
}

std::string failure_text(const Case& asked, const Outcome& outcome, const Terminal& terminal) {
  std::string text =
      "  " +
      wrapped(printable(asked.name) + ": " + outcome_text(asked, outcome), terminal.width, 4, 2) +
      '\n';
  std::size_t n_shown = 0;
  for (const behave::Miss& miss : outcome.misses) {
    if (++n_shown > kMostSongs) {
      break;
    }
    text += styled(terminal, Style::kDim,
                   "      " + wrapped(printable(miss_text(asked, miss)), terminal.width, 8, 6)) +
            '\n';
  }
  return text;
}

std::string failures(const BehaveReport& report, const Terminal& terminal) {
  std::string text;
  for (std::size_t s = 0; s < report.subjects.size(); ++s) {
    if (report.count(s, Verdict::kFailed) == 0) {
      continue;
    }
    text +=
        '\n' +
        styled(terminal, Style::kBold, printable(subject_title(report.subjects[s])) + " fails") +
        '\n';
    for (std::size_t c = 0; c < report.cases.size(); ++c) {
      if (report.outcomes[s][c].verdict == Verdict::kFailed) {
        text += failure_text(report.cases[c], report.outcomes[s][c], terminal);
      }
    }
  }
  return text;
}

/// Cases that were asked of nobody, or not about every song. The reason is the same for all
/// subjects: it lies in the songs and the bundle.
std::string not_asked(const BehaveReport& report, const Terminal& terminal) {
  std::string text;
  for (std::size_t c = 0; c < report.cases.size(); ++c) {
    const Outcome& outcome = report.outcomes.front()[c];
    const std::string why =
        outcome.verdict == Verdict::kNotAsked ? outcome.reason : left_out_text(outcome);
    if (!why.empty()) {
      text +=
          "  " +
          wrapped(printable(report.cases[c].name) + ": " + printable(why), terminal.width, 4, 2) +
          '\n';
    }
  }
  return text.empty() ? "" : '\n' + styled(terminal, Style::kBold, "not asked") + '\n' + text;
}

}  // namespace

std::string behave_text(const BehaveReport& report, const Terminal& terminal) {
  const std::string head = printable(report.bundle_name + ' ' + report.bundle_version) + ", " +
                           heard_songs(report) + ": " + behave_outcome(report);
  return styled(terminal, Style::kBold, wrapped(head, terminal.width, 2)) + '\n' +
         table(report, terminal) + failures(report, terminal) + not_asked(report, terminal);
}

}  // namespace earmark::cli
