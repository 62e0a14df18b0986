#include <algorithm>
#include <array>
#include <cstdio>

#include "evaluation.h"
#include "text_layout.h"
#include "usage.h"

namespace earmark::cli {
namespace {

std::string decimals(double value, int n) {
  std::array<char, 32> text{};
  (void)std::snprintf(text.data(), text.size(), "%.*f", n, value);
  return text.data();
}

// The space before % does not break a line.
std::string share(double value) { return decimals(100 * value, 1) + "\u00A0%"; }

std::string escaped(const std::string& text) {
  std::string safe;
  for (const char c : text) {
    switch (c) {
      case '&':
        safe += "&amp;";
        break;
      case '<':
        safe += "&lt;";
        break;
      case '>':
        safe += "&gt;";
        break;
      case '"':
        safe += "&quot;";
        break;
      default:
        safe += c;
    }
  }
  return safe;
}

constexpr const char* kStyle = R"(
:root { color-scheme: light dark; --ground: #fdfdfb; --ink: #1d1f24; --soft: #5d6070;
  --line: #dcdce0; --empty: #f2f2f3; --right: 37, 99, 176; --wrong: 196, 78, 48; }
@media screen and (prefers-color-scheme: dark) { :root { --ground: #15171b; --ink: #e8e8ea;
  --soft: #a0a3b0; --line: #33363d; --empty: #1d2025; --right: 70, 130, 215;
  --wrong: 214, 98, 64; } }
* { box-sizing: border-box; }
body { font: 16px/1.5 system-ui, sans-serif; background: var(--ground); color: var(--ink);
  max-width: 46rem; margin: 2rem auto 4rem; padding: 0 1rem; print-color-adjust: exact;
  -webkit-print-color-adjust: exact; overflow-wrap: break-word; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0; }
h2 { font-size: 1.15rem; margin: 0 0 .25rem; }
p { color: var(--soft); margin: .25rem 0 1rem; }
section { margin-top: 2.75rem; break-inside: avoid; }
.figures { display: grid; grid-template-columns: repeat(3, 1fr); gap: .75rem; margin-top: 1.5rem; }
.figures div { border: 1px solid var(--line); border-radius: 8px; padding: .7rem .9rem; }
.figures b { display: block; font-size: 1.5rem; line-height: 1.3; font-weight: 600;
  font-variant-numeric: tabular-nums; }
.figures div:first-child b { color: rgb(var(--right)); }
.figures span { color: var(--soft); font-size: .85rem; line-height: 1.35; display: block; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th { font-weight: 600; }
.scores td, .scores th { text-align: right; white-space: nowrap; padding: .3rem 0 .3rem .75rem;
  border-bottom: 1px solid var(--line); }
.scores td:first-child, .scores th:first-child { text-align: left; padding-left: 0;
  white-space: normal; overflow-wrap: anywhere; }
.confusion { table-layout: fixed; border-collapse: separate; border-spacing: 2px;
  font-size: .85rem; }
.confusion th { font-weight: 400; line-height: 1.2; }
.confusion thead th { vertical-align: bottom; padding: 0 0 .3rem; overflow-wrap: anywhere; }
.confusion tbody th { text-align: right; padding-right: .5rem; overflow-wrap: anywhere; }
.confusion col:first-child { width: 5.5rem; }
.confusion td { height: 2.5rem; padding: 0; text-align: center; border-radius: 3px; }
.confusion tbody td { background: var(--empty); }
.confusion .right { font-weight: 600; }
svg { width: 100%; max-width: 30rem; height: auto; display: block; }
svg text { fill: var(--ink); font: 13px system-ui, sans-serif; }
svg .soft { fill: var(--soft); } svg .axis { stroke: var(--line); fill: none; }
svg .bar { fill: rgba(var(--right), .55); } svg .ideal { stroke: var(--ink); stroke-width: 1.5;
  stroke-dasharray: 2 5; stroke-linecap: round; }
@media screen and (max-width: 40rem) {
  .figures { grid-template-columns: repeat(2, 1fr); }
  .confusion { font-size: .75rem; border-spacing: 1px; }
  .confusion thead span { writing-mode: vertical-rl; transform: rotate(180deg); }
  .confusion td { height: 1.9rem; } .confusion col:first-child { width: 3.6rem; }
  .confusion tbody th { padding-right: .3rem; }
  .scores td, .scores th { padding-left: .4rem; font-size: .9rem; }
}
)";

std::string tile(const std::string& value, const std::string& name) {
  return "<div><b>" + value + "</b><span>" + name + "</span></div>\n";
}

std::string figures(const Evaluation& e) {
  std::string html = "<div class=\"figures\">\n";
  html += tile(share(e.accuracy), "accuracy; 95 % interval from " + share(e.accuracy_ci95.low) +
                                      " to " + share(e.accuracy_ci95.high));
  html += tile(share(e.balanced_accuracy), "balanced accuracy");
  if (e.segment_accuracy) {
    html += tile(share(*e.segment_accuracy), "accuracy of single segments of 3 s");
  }
  html += tile(decimals(e.macro_f1, 3), "macro F1");
  if (e.ece && e.nll) {
    html += tile(
        decimals(e.ece_equal_mass.value_or(*e.ece), 3),
        "calibration error over ten bins of as many tracks each" +
            (e.ece_if_perfect ? "; true confidences would show " + decimals(*e.ece_if_perfect, 3)
                              : std::string{}));
    html += tile(decimals(-*e.nll, 3), "log-likelihood; 0 is perfect");
  }
  html += tile(share(e.accuracy_top2), "the right genre is among the first two");
  html += tile(
      share(1 - e.share_unsure),
      "sure answers" + (e.accuracy_sure ? ", of which " + share(*e.accuracy_sure) + " are right"
                                        : std::string{}));
  return html + "</div>\n";
}

std::string group_table(const Evaluation& e) {
  std::string html =
      "<table class=\"scores\"><thead><tr><th>tracks</th><th>number</th><th>accuracy</th>"
      "<th>95 % interval</th></tr></thead>\n<tbody>\n";
  for (const GroupAccuracy& group : e.groups) {
    html += "<tr><td>" + escaped(group.name) + "</td><td>" + std::to_string(group.n_tracks) +
            "</td><td>" + share(group.accuracy) + "</td><td>" + share(group.accuracy_ci95.low) +
            " to " + share(group.accuracy_ci95.high) + "</td></tr>\n";
  }
  return html + "</tbody></table>\n";
}

std::string confusion_cell(const Evaluation& e, std::size_t i, std::size_t j) {
  const std::size_t count = e.confusion[i * e.bundle.genres.size() + j];
  if (count == 0) {
    return "<td></td>";
  }
  const double of_row = static_cast<double>(count) / static_cast<double>(e.per_genre[i].support);
  // Even the strongest colour leaves the text a contrast of 4.5 to 1.
  const double strength = 0.08 + 0.64 * of_row;
  const std::string kind = i == j ? "right" : "wrong";
  return "<td class=\"" + kind + "\" style=\"background:rgba(var(--" + kind + ")," +
         decimals(strength, 3) + ")\" title=\"" + escaped(e.bundle.genres[i]) + " taken for " +
         escaped(e.bundle.genres[j]) + ": " + std::to_string(count) + " (" + share(of_row) +
         ")\">" + std::to_string(count) + "</td>";
}

std::string confusion_table(const Evaluation& e) {
  std::string html = "<table class=\"confusion\"><colgroup><col></colgroup>\n<thead><tr><td></td>";
  for (const std::string& genre : e.bundle.genres) {
    html += "<th scope=\"col\"><span>" + escaped(genre) + "</span></th>";
  }
  html += "</tr></thead>\n<tbody>\n";
  for (std::size_t i = 0; i < e.bundle.genres.size(); ++i) {
    html += "<tr><th scope=\"row\">" + escaped(e.bundle.genres[i]) + "</th>";
    for (std::size_t j = 0; j < e.bundle.genres.size(); ++j) {
      html += confusion_cell(e, i, j);
    }
    html += "</tr>\n";
  }
  return html + "</tbody></table>\n";
}

std::string text_at(double x, double y, const char* anchor, const std::string& text,
                    const std::string& more = "") {
  return "<text x=\"" + decimals(x, 1) + "\" y=\"" + decimals(y, 1) + "\" text-anchor=\"" + anchor +
         "\" " + more + ">" + text + "</text>\n";
}

std::string reliability_bars(const Evaluation& e, double left, double bottom, double size) {
  std::string svg;
  for (const ml::ReliabilityBin& bin : e.reliability) {
    if (bin.count == 0) {
      continue;
    }
    const double x = left + bin.low * size;
    const double width = (bin.high - bin.low) * size;
    svg += "<rect class=\"bar\" x=\"" + decimals(x + 2, 1) + "\" y=\"" +
           decimals(bottom - bin.accuracy * size, 1) + "\" width=\"" + decimals(width - 4, 1) +
           "\" height=\"" + decimals(bin.accuracy * size, 1) + "\"><title>" +
           std::to_string(bin.count) + " tracks: confidence " + share(bin.confidence) + ", right " +
           share(bin.accuracy) + "</title></rect>\n";
    svg += text_at(x + width / 2, bottom + 40, "middle", std::to_string(bin.count),
                   "class=\"soft\" style=\"font-size:12px\"");
  }
  return svg;
}

std::string reliability_picture(const Evaluation& e) {
  constexpr double kSize = 350;
  constexpr double kLeft = 60;
  constexpr double kBottom = 360;
  std::string svg =
      "<svg viewBox=\"0 0 430 440\" role=\"img\" aria-label=\"Reliability diagram\">\n"
      "<rect class=\"axis\" x=\"60\" y=\"10\" width=\"350\" height=\"350\"/>\n";
  svg += reliability_bars(e, kLeft, kBottom, kSize);
  svg += "<line class=\"ideal\" x1=\"60\" y1=\"360\" x2=\"410\" y2=\"10\"/>\n";
  for (const double mark : {0.0, 0.5, 1.0}) {
    const std::string label = decimals(100 * mark, 0) + " %";
    svg += text_at(kLeft + mark * kSize, kBottom + 18, "middle", label);
    svg += text_at(kLeft - 8, kBottom - mark * kSize + 4, "end", label);
  }
  svg +=
      text_at(kLeft - 8, kBottom + 40, "end", "tracks", "class=\"soft\" style=\"font-size:12px\"");
  svg += text_at(kLeft + kSize / 2, kBottom + 66, "middle", "confidence of the answer",
                 "class=\"soft\"");
  svg += text_at(0, 0, "middle", "share of answers that is right",
                 "class=\"soft\" transform=\"translate(13 185) rotate(-90)\"");
  return svg + "</svg>\n";
}

std::string genre_table(const Evaluation& e) {
  std::string html =
      "<table class=\"scores\"><thead><tr><th>genre</th><th>tracks</th><th>recall</th>"
      "<th>precision</th><th>F1</th></tr></thead>\n<tbody>\n";
  for (std::size_t g = 0; g < e.bundle.genres.size(); ++g) {
    const ml::ClassScores& s = e.per_genre[g];
    html += "<tr><td>" + escaped(e.bundle.genres[g]) + "</td><td>" + std::to_string(s.support) +
            "</td><td>" + share(s.recall) + "</td><td>" + share(s.precision) + "</td><td>" +
            decimals(s.f1, 3) + "</td></tr>\n";
  }
  return html + "</tbody></table>\n";
}

std::string section(const std::string& title, const std::string& words,
                    const std::string& picture) {
  return "<section><h2>" + title + "</h2>\n<p>" + words + "</p>\n" + picture + "</section>\n";
}

std::string no_answers(const Evaluation& e) {
  const auto n = static_cast<std::size_t>(
      std::count_if(e.tracks.begin(), e.tracks.end(),
                    [](const EvaluatedTrack& track) { return !track.predicted; }));
  return n == 0 ? "" : " In no cell: " + counted(n, "track", "tracks") + " without an answer.";
}

}  // namespace

std::string evaluation_html(const Evaluation& e, const std::string& tracks_name) {
  std::string html =
      "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>Earmark: " +
      escaped(e.bundle.name) + "</title><style>" + kStyle + "</style></head><body>\n<h1>" +
      escaped(e.bundle.name + ' ' + e.bundle.version) + "</h1>\n<p>" +
      escaped(enumerate(e.bundle.members)) + " on " + counted(e.tracks.size(), "track", "tracks") +
      " of " + escaped(tracks_name) +
      (e.n_failed == 0
           ? ""
           : ", " + std::to_string(e.n_failed) + " of which failed and count as wrong") +
      (e.protocol.empty() ? "" : "; " + escaped(e.protocol)) + "</p>\n" + figures(e);
  html += section("What was taken for what",
                  "Rows are the true genres, columns the answers. Blue is right, orange is wrong; "
                  "the stronger the colour, the larger the share of its row." +
                      no_answers(e),
                  confusion_table(e));
  html += section("Genre by genre",
                  "Recall: how much of a genre was found. Precision: how often the answer was "
                  "right when it was that genre.",
                  genre_table(e));
  if (!e.groups.empty()) {
    html += section("Which tracks", "Intervals by drawing artists.", group_table(e));
  }
  if (!e.reliability.empty()) {
    html += section("Is the confidence deserved?",
                    "How many of the answers given with a certain confidence are right. Bars that "
                    "end at the dotted line are honest, higher ones too modest, lower ones too "
                    "sure; those of few tracks say little.",
                    reliability_picture(e));
  }
  return html + "</body></html>\n";
}

}  // namespace earmark::cli
