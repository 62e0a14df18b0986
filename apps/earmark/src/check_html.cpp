#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "check_report.h"
#include "earmark/command_line/text_layout.h"
#include "earmark/command_line/usage.h"
#include "html_page.h"

namespace earmark::cli {
namespace {

using html::decimals;
using html::escaped;
using html::section;
using html::text_at;
using html::tile;

constexpr std::size_t kMostSentences = 100;
constexpr std::size_t kMostOpen = 10;
constexpr std::size_t kMostHistograms = 6;

constexpr const char* kStyle = R"(
ul { padding-left: 1.1rem; margin: .25rem 0; } li { margin: .3rem 0; }
summary { font-weight: 600; margin: .8rem 0 .2rem; cursor: pointer; }
summary span { color: var(--soft); font-weight: 400; }
section { break-inside: auto; } li, figure, svg { break-inside: avoid; }
.mark { display: inline-block; border-radius: 4px; padding: 0 .4rem; font-size: .8rem;
  font-weight: 600; margin-right: .4rem; color: #fff; }
.mark.error { background: rgb(var(--error)); } .mark.warning { background: none;
  color: var(--ink); box-shadow: inset 0 0 0 1px var(--soft); }
:root { --error: 176, 62, 30; }
.balance { max-width: 100%; } svg .other { fill: rgba(var(--wrong), .65); }
svg .side0 { fill: rgba(var(--right), .75); } svg .side1 { fill: rgba(var(--wrong), .75); }
svg .side2 { fill: rgba(var(--right), .35); } svg .side3 { fill: rgba(var(--wrong), .35); }
.drifts { display: grid; grid-template-columns: repeat(2, 1fr); gap: 1.2rem; }
.drifts figure { margin: 0; } figcaption { font-size: .85rem; color: var(--soft); }
figcaption b { color: var(--ink); }
.key { display: inline-block; width: .8rem; height: .8rem; border-radius: 2px;
  margin: 0 .3rem 0 .8rem; vertical-align: -1px; }
.key.side0 { background: rgba(var(--right), .75); } .key.side1 { background: rgba(var(--wrong), .75); }
.key.side2 { background: rgba(var(--right), .35); } .key.side3 { background: rgba(var(--wrong), .35); }
@media screen and (max-width: 40rem) { .drifts { grid-template-columns: 1fr; } }
)";

std::string figures(const check::Report& report) {
  const std::size_t n_errors = report.count(check::Severity::kError);
  const std::size_t n_warnings = report.count(check::Severity::kWarning);
  return "<div class=\"figures\">\n" + tile(std::to_string(report.n_tracks), "tracks") +
         tile(std::to_string(n_errors), n_errors == 1 ? "error" : "errors") +
         tile(std::to_string(n_warnings), n_warnings == 1 ? "warning" : "warnings") + "</div>\n";
}

std::string mark(check::Severity severity) {
  const std::string name{check::severity_name(severity)};
  return "<span class=\"mark " + name + "\">" + name + "</span>";
}

std::string findings_of(const check::Report& report, check::Kind kind) {
  const std::size_t n = report.count(kind);
  if (n == 0) {
    return "";
  }
  std::string body = "<details" + std::string{n <= kMostOpen ? " open" : ""} + "><summary>" +
                     std::string{check::kind_title(kind)} + " <span>" + std::to_string(n) +
                     "</span></summary>\n<ul>\n";
  std::size_t n_shown = 0;
  for (const check::Finding& finding : report.findings) {
    if (finding.kind == kind && n_shown < kMostSentences) {
      ++n_shown;
      body += "<li>" + mark(finding.severity) + escaped(finding.message) + "</li>\n";
    }
  }
  if (n > n_shown) {
    body += "<li>and " + std::to_string(n - n_shown) + " more</li>\n";
  }
  return body + "</ul></details>\n";
}

bool has_error(const check::Report& report, check::Kind kind) {
  return std::ranges::any_of(report.findings, [&](const check::Finding& finding) {
    return finding.kind == kind && finding.severity == check::Severity::kError;
  });
}

std::string findings(const check::Report& report) {
  std::string body;
  for (const bool errors : {true, false}) {
    for (const check::Kind kind : check::all_kinds()) {
      body += has_error(report, kind) == errors ? findings_of(report, kind) : "";
    }
  }
  return body.empty() ? "<p>Nothing.</p>\n" : body;
}

/// The sides of the split in the order of their colours: the largest first; "" where there is none.
std::vector<std::string> sides_of(const check::Report& report) {
  std::map<std::string, std::size_t> sizes;
  for (const check::GenreCount& genre : report.genres) {
    for (const auto& [side, n] : genre.n_of_split) {
      sizes[side] += n;
    }
  }
  std::vector<std::string> sides;
  sides.reserve(sizes.size());
  for (const auto& [side, n] : sizes) {
    sides.push_back(side);
  }
  std::ranges::stable_sort(sides, std::ranges::greater{},
                           [&](const std::string& side) { return sizes.at(side); });
  return sides;
}

std::string side_class(std::size_t side) { return "side" + std::to_string(side % 4); }

std::string rectangle(double x, double y, double width, double height, const std::string& kind,
                      const std::string& title) {
  return "<rect class=\"" + kind + "\" x=\"" + decimals(x, 1) + "\" y=\"" + decimals(y, 1) +
         "\" width=\"" + decimals(width, 1) + "\" height=\"" + decimals(height, 1) + "\"><title>" +
         title + "</title></rect>\n";
}

std::string balance_row(const check::GenreCount& genre, const std::vector<std::string>& sides,
                        double y, double scale) {
  constexpr double kLeft = 110.0;
  constexpr double kHeight = 18.0;
  std::string svg = text_at(kLeft - 8, y + 14, "end", escaped(genre.genre));
  double x = kLeft;
  std::size_t n_sided = 0;
  const auto add = [&](std::size_t n, const std::string& kind, const std::string& name) {
    const double width = static_cast<double>(n) * scale;
    svg += rectangle(x, y, width, kHeight, kind,
                     escaped(genre.genre + name) + ": " + counted(n, "track", "tracks"));
    x += width;
  };
  for (std::size_t s = 0; s < sides.size(); ++s) {
    if (const auto found = genre.n_of_split.find(sides[s]); found != genre.n_of_split.end()) {
      add(found->second, side_class(s), ", " + sides[s]);
      n_sided += found->second;
    }
  }
  if (genre.n_tracks > n_sided) {
    add(genre.n_tracks - n_sided, "bar", sides.empty() ? "" : ", on no side");
  }
  return svg + text_at(x + 6, y + 14, "start", std::to_string(genre.n_tracks), "class=\"soft\"");
}

std::string balance_picture(const check::Report& report, const std::vector<std::string>& sides) {
  constexpr double kRow = 24.0;
  constexpr double kWidest = 480.0;
  std::size_t largest = 1;
  for (const check::GenreCount& genre : report.genres) {
    largest = std::max(largest, genre.n_tracks);
  }
  const double height = kRow * static_cast<double>(report.genres.size());
  std::string svg = "<svg class=\"balance\" viewBox=\"0 0 640 " + decimals(height, 0) +
                    "\" role=\"img\" aria-label=\"Tracks of each genre\">\n";
  double y = 0.0;
  for (const check::GenreCount& genre : report.genres) {
    svg += balance_row(genre, sides, y, kWidest / static_cast<double>(largest));
    y += kRow;
  }
  return svg + "</svg>\n";
}

std::string balance(const check::Report& report) {
  const auto sides = sides_of(report);
  std::string words = "Tracks of each genre.";
  for (std::size_t s = 0; s < sides.size(); ++s) {
    words += "<span class=\"key " + side_class(s) + "\"></span>" + escaped(sides[s]);
  }
  return section("Class balance", words, balance_picture(report, sides));
}

std::string histogram_bars(const std::vector<double>& shares, double left, double step,
                           double tallest, const std::string& kind, const std::string& name) {
  constexpr double kHeight = 110.0;
  std::string svg;
  for (std::size_t i = 0; i < shares.size(); ++i) {
    const double height = tallest > 0.0 ? kHeight * shares[i] / tallest : 0.0;
    svg += rectangle(left + static_cast<double>(i) * step, kHeight - height, step / 2 - 1, height,
                     kind, escaped(name) + ": " + html::share(shares[i]));
  }
  return svg;
}

std::string histogram(const check::ColumnDrift& drift) {
  constexpr double kWidth = 320.0;
  const double step = kWidth / static_cast<double>(drift.reference_shares.size());
  const double tallest =
      std::max(std::ranges::max(drift.reference_shares), std::ranges::max(drift.other_shares));
  const auto precise = [](double value) {
    const double size = std::abs(value);
    return decimals(value, size >= 1000 ? 0 : (size >= 10 ? 1 : 3));
  };
  return "<figure><svg viewBox=\"0 0 320 132\" role=\"img\" aria-label=\"" + escaped(drift.column) +
         "\">\n" +
         histogram_bars(drift.reference_shares, 0, step, tallest, "side0", drift.reference) +
         histogram_bars(drift.other_shares, step / 2, step, tallest, "side1", drift.other) +
         "<line class=\"axis\" x1=\"0\" y1=\"110\" x2=\"320\" y2=\"110\"/>\n" +
         text_at(0, 127, "start", precise(drift.low), "class=\"soft\"") +
         text_at(kWidth, 127, "end", precise(drift.high), "class=\"soft\"") +
         "</svg>\n<figcaption><b>" + escaped(drift.column) + "</b>" +
         (drift.drifted ? " drifted" : "") + ", KS " + decimals(drift.ks, 2) + ", PSI " +
         decimals(drift.psi, 2) + " (by chance " + decimals(drift.psi_by_chance, 2) +
         ")</figcaption></figure>\n";
}

std::string drift(const check::Report& report) {
  std::string body;
  for (auto begin = report.drifts.begin(); begin != report.drifts.end();) {
    const auto end = std::find_if(begin, report.drifts.end(), [&](const check::ColumnDrift& d) {
      return d.reference != begin->reference || d.other != begin->other;
    });
    std::string pictures = "<div class=\"drifts\">\n";
    for (auto at = begin; at != end && at < begin + kMostHistograms; ++at) {
      pictures += histogram(*at);
    }
    const auto n_drifted = std::count_if(begin, end, [](const auto& d) { return d.drifted; });
    body += section(
        "Drift from " + escaped(begin->reference) + " to " + escaped(begin->other),
        std::to_string(n_drifted) + " of " + std::to_string(end - begin) +
            " columns drifted; those that differ most. Means of tracks, the first set weighted to "
            "the mix of genres of the second.<span class=\"key side0\"></span>" +
            escaped(begin->reference) + "<span class=\"key side1\"></span>" + escaped(begin->other),
        pictures + "</div>\n");
    begin = end;
  }
  return body;
}

std::string not_checked(const check::Report& report) {
  if (report.not_checked.empty()) {
    return "";
  }
  std::string body = "<ul>\n";
  for (const check::NotChecked& skipped : report.not_checked) {
    std::vector<std::string> titles;
    titles.reserve(skipped.kinds.size());
    for (const check::Kind kind : skipped.kinds) {
      titles.emplace_back(check::kind_title(kind));
    }
    body += "<li>" + enumerate(titles) + ": " + escaped(skipped.reason) + "</li>\n";
  }
  return section("Not checked", "What this answer says nothing of, and why.", body + "</ul>\n");
}

}  // namespace

std::string check_html(const check::Report& report, const std::string& source) {
  const std::string body =
      "<h1>" + escaped(source) + "</h1>\n<p>" + escaped(checked_songs(report)) + ": " +
      escaped(check_outcome(report)) + "</p>\n" + figures(report) +
      section("What was found",
              "Errors spoil what is learned or measured; warnings are to be "
              "looked at.",
              findings(report)) +
      (report.genres.empty() ? "" : balance(report)) + drift(report) + not_checked(report);
  return html::page("Earmark: check of " + source, kStyle, body);
}

}  // namespace earmark::cli
