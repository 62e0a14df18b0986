#include <algorithm>
#include <string>
#include <vector>

#include "behave_report.h"
#include "behave_words.h"
#include "earmark/base/join.h"
#include "earmark/command_line/text_layout.h"
#include "html_page.h"

namespace earmark::cli {
namespace {

using behave::Case;
using behave::Outcome;
using behave::Verdict;
using html::escaped;

constexpr std::size_t kMostSongs = 5;

constexpr const char* kStyle = R"(
body { max-width: 62rem; }
a { color: inherit; text-decoration-color: var(--soft); text-underline-offset: .2em; }
.figures .some b { color: rgb(var(--wrong)); }
.scroll { overflow-x: auto; }
.overview th, .overview td { text-align: right; white-space: nowrap; padding: .3rem .6rem;
  border-bottom: 1px solid var(--line); }
.overview th:first-child, .overview td:first-child { text-align: left; padding-left: 0; }
.overview .kind td { color: var(--soft); font-size: .85rem; padding-top: 1rem; }
.passed { background: rgba(var(--right), .12); }
.failed { background: rgba(var(--wrong), .2); font-weight: 600; }
.none, .note { color: var(--soft); font-weight: 400; }
.cases th, .cases td { text-align: left; vertical-align: top; padding: .45rem .75rem .45rem 0;
  border-bottom: 1px solid var(--line); }
.cases .n { text-align: right; white-space: nowrap; }
.cases .note, .cases ul { font-size: .85rem; display: block; margin: 0; }
.cases ul { padding-left: 1rem; color: var(--soft); }
.mark { border-radius: 4px; padding: .05rem .4rem; font-size: .85rem; white-space: nowrap; }
summary { cursor: pointer; font-size: .85rem; color: var(--soft); }
)";

const char* class_of(Verdict verdict) {
  return verdict == Verdict::kPassed ? "passed" : verdict == Verdict::kFailed ? "failed" : "none";
}

/// "97 %", whose space does not break a line.
std::string share_text(double share) {
  std::string text = whole_percent(share);
  return text.replace(text.find(' '), 1, "\u00A0");
}

std::string overview_cell(const Case& asked, const Outcome& outcome) {
  const bool was_asked = outcome.verdict != Verdict::kNotAsked;
  const char* const mark = outcome.verdict == Verdict::kFailed ? "✗ " : was_asked ? "✓ " : "";
  return "<td class=\"" + std::string{class_of(outcome.verdict)} + "\" title=\"" +
         escaped(was_asked ? outcome_text(asked, outcome) : outcome.reason) + "\">" + mark +
         (was_asked ? share_text(outcome.share()) : "not asked") + "</td>";
}

std::string overview(const BehaveReport& report) {
  std::string body = "<div class=\"scroll\"><table class=\"overview\"><tr><th></th>";
  for (std::size_t s = 0; s < report.subjects.size(); ++s) {
    body += "<th><a href=\"#s" + std::to_string(s) + "\">" + escaped(report.subjects[s].name) +
            "</a></th>";
  }
  body += "</tr>\n";
  for (std::size_t c = 0; c < report.cases.size(); ++c) {
    const Case& asked = report.cases[c];
    if (c == 0 || report.cases[c - 1].kind != asked.kind) {
      body += "<tr class=\"kind\"><td colspan=\"" + std::to_string(report.subjects.size() + 1) +
              "\">" + std::string{behave::kind_name(asked.kind)} + "</td></tr>\n";
    }
    body += "<tr><td>" + escaped(asked.name) + "</td>";
    for (std::size_t s = 0; s < report.subjects.size(); ++s) {
      body += overview_cell(asked, report.outcomes[s][c]);
    }
    body += "</tr>\n";
  }
  return body + "</table></div>\n";
}

std::string misses(const Case& asked, const Outcome& outcome) {
  if (outcome.misses.empty()) {
    return "";
  }
  std::string body = outcome.verdict == Verdict::kFailed ? "<details open>" : "<details>";
  body += "<summary>" + counted(outcome.misses.size(), "song does", "songs do") +
          " not</summary><ul>\n";
  for (std::size_t i = 0; i < std::min(kMostSongs, outcome.misses.size()); ++i) {
    body += "<li>" + escaped(miss_text(asked, outcome.misses[i])) + "</li>\n";
  }
  if (outcome.misses.size() > kMostSongs) {
    body += "<li>and " + std::to_string(outcome.misses.size() - kMostSongs) + " more</li>\n";
  }
  return body + "</ul></details>";
}

std::string case_row(const Case& asked, const Outcome& outcome) {
  const bool was_asked = outcome.verdict != Verdict::kNotAsked;
  std::vector<std::string> notes;
  for (const std::string& note : {asked.note, change_text(asked), measured_text(asked, outcome),
                                  outcome.reason, left_out_text(outcome)}) {
    if (!note.empty()) {
      notes.push_back(escaped(note));
    }
  }
  return "<tr><td>" + escaped(asked.name) + "<span class=\"note\">" + join(notes, " · ") +
         "</span>" + misses(asked, outcome) + "</td><td>" + escaped(good_songs_do(asked)) +
         "</td><td class=\"n\">" + (was_asked ? std::to_string(outcome.n_songs) : "") +
         "</td><td class=\"n\">" + (was_asked ? share_text(outcome.share()) : "") +
         "</td><td class=\"n\">" + share_text(outcome.asked) + "</td><td><span class=\"mark " +
         class_of(outcome.verdict) + "\">" + std::string{behave::verdict_name(outcome.verdict)} +
         "</span></td></tr>\n";
}

std::string subject_section(const BehaveReport& report, std::size_t subject) {
  std::string body =
      "<div class=\"scroll\"><table class=\"cases\"><tr><th>Case</th><th>What counts</th><th "
      "class=\"n\">Songs</th><th class=\"n\">Share</th><th class=\"n\">At least</th><th></th>"
      "</tr>\n";
  for (std::size_t c = 0; c < report.cases.size(); ++c) {
    body += case_row(report.cases[c], report.outcomes[subject][c]);
  }
  return "<div id=\"s" + std::to_string(subject) + "\">" +
         html::section(escaped(subject_title(report.subjects[subject])),
                       std::to_string(report.count(subject, Verdict::kPassed)) + " passed, " +
                           std::to_string(report.count(subject, Verdict::kFailed)) + " failed, " +
                           std::to_string(report.count(subject, Verdict::kNotAsked)) +
                           " not asked.",
                       body + "</table></div>\n") +
         "</div>\n";
}

std::string failed_tile(std::size_t n) {
  std::string tile = html::tile(std::to_string(n), "failed");
  return n == 0 ? tile : tile.replace(0, 4, "<div class=\"some\"");
}

std::string unread(const BehaveReport& report) {
  std::string body;
  for (const auto& [song, message] : report.unread) {
    body += "<li>" + escaped(message) + "</li>\n";
  }
  return body.empty() ? ""
                      : html::section("Could not be read", "Nothing is said of these songs.",
                                      "<ul>\n" + body + "</ul>\n");
}

}  // namespace

std::string behave_html(const BehaveReport& report) {
  const std::string name = report.bundle_name + ' ' + report.bundle_version;
  std::string body =
      "<h1>Behaviour of " + escaped(name) + "</h1>\n<p>" + escaped(heard_songs(report)) + ": " +
      escaped(behave_outcome(report)) + "</p>\n<div class=\"figures\">\n" +
      html::tile(std::to_string(report.count(Verdict::kPassed)), "passed") +
      failed_tile(report.count(Verdict::kFailed)) +
      html::tile(std::to_string(report.count(Verdict::kNotAsked)), "not asked") + "</div>\n" +
      html::section("All at a glance",
                    "Share of the songs that bear a case out, by member and profile.",
                    overview(report));
  for (std::size_t s = 0; s < report.subjects.size(); ++s) {
    body += subject_section(report, s);
  }
  return html::page("Earmark: behaviour of " + name, kStyle,
                    body + unread(report) + "<p class=\"note\">Made by " + escaped(report.command) +
                        ". Distance: mean total variation distance between the genres' "
                        "probabilities before and after.</p>\n");
}

}  // namespace earmark::cli
