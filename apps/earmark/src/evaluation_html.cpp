#include <algorithm>

#include "earmark/command_line/text_layout.h"
#include "earmark/command_line/usage.h"
#include "evaluation.h"
#include "html_page.h"

namespace earmark::cli {
namespace {

using html::decimals;
using html::escaped;
using html::section;
using html::share;
using html::text_at;
using html::tile;

constexpr const char* kStyle = R"(
.confusion { table-layout: fixed; border-collapse: separate; border-spacing: 2px;
  font-size: .85rem; }
.confusion th { font-weight: 400; line-height: 1.2; }
.confusion thead th { vertical-align: bottom; padding: 0 0 .3rem; overflow-wrap: anywhere; }
.confusion tbody th { text-align: right; padding-right: .5rem; overflow-wrap: anywhere; }
.confusion col:first-child { width: 5.5rem; }
.confusion td { height: 2.5rem; padding: 0; text-align: center; border-radius: 3px; }
.confusion tbody td { background: var(--empty); }
.confusion .right { font-weight: 600; }
svg .ideal { stroke: var(--ink); stroke-width: 1.5;
  stroke-dasharray: 2 5; stroke-linecap: round; }
@media screen and (max-width: 40rem) {
  .confusion { font-size: .75rem; border-spacing: 1px; }
  .confusion thead span { writing-mode: vertical-rl; transform: rotate(180deg); }
  .confusion td { height: 1.9rem; } .confusion col:first-child { width: 3.6rem; }
  .confusion tbody th { padding-right: .3rem; }
}
)";

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

std::string no_answers(const Evaluation& e) {
  const auto n = static_cast<std::size_t>(
      std::count_if(e.tracks.begin(), e.tracks.end(),
                    [](const EvaluatedTrack& track) { return !track.predicted; }));
  return n == 0 ? "" : " In no cell: " + counted(n, "track", "tracks") + " without an answer.";
}

}  // namespace

std::string evaluation_html(const Evaluation& e, const std::string& tracks_name) {
  std::string body = "<h1>" + escaped(e.bundle.name + ' ' + e.bundle.version) + "</h1>\n<p>" +
                     escaped(enumerate(e.bundle.members)) + " on " +
                     counted(e.tracks.size(), "track", "tracks") + " of " + escaped(tracks_name) +
                     (e.n_failed == 0 ? ""
                                      : ", " + std::to_string(e.n_failed) +
                                            " of which failed and count as wrong") +
                     (e.protocol.empty() ? "" : "; " + escaped(e.protocol)) + "</p>\n" + figures(e);
  body += section("What was taken for what",
                  "Rows are the true genres, columns the answers. Blue is right, orange is wrong; "
                  "the stronger the colour, the larger the share of its row." +
                      no_answers(e),
                  confusion_table(e));
  body += section("Genre by genre",
                  "Recall: how much of a genre was found. Precision: how often the answer was "
                  "right when it was that genre.",
                  genre_table(e));
  if (!e.groups.empty()) {
    body += section("Which tracks", "Intervals by drawing artists.", group_table(e));
  }
  if (!e.reliability.empty()) {
    body += section("Is the confidence deserved?",
                    "How many of the answers given with a certain confidence are right. Bars that "
                    "end at the dotted line are honest, higher ones too modest, lower ones too "
                    "sure; those of few tracks say little.",
                    reliability_picture(e));
  }
  return html::page("Earmark: " + e.bundle.name, kStyle, body);
}

}  // namespace earmark::cli
