#include <algorithm>
#include <array>
#include <cstdio>

#include "evaluation.h"
#include "usage.h"

namespace earmark::cli {
namespace {

std::string decimals(double value, int n) {
  std::array<char, 32> text{};
  (void)std::snprintf(text.data(), text.size(), "%.*f", n, value);
  return text.data();
}

std::string share(double value) { return decimals(100 * value, 1) + " %"; }

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
:root { color-scheme: light dark; --ground: #fdfdfb; --ink: #1d1f24; --soft: #667; --line: #dcdce0;
  --good: 37, 99, 176; --bad: 196, 78, 48; }
@media (prefers-color-scheme: dark) { :root { --ground: #15171b; --ink: #e8e8ea; --soft: #99a;
  --line: #33363d; --good: 96, 160, 240; --bad: 240, 120, 84; } }
body { font: 16px/1.5 system-ui, sans-serif; background: var(--ground); color: var(--ink);
  max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; margin: 0; } h2 { font-size: 1.15rem; margin: 2.5rem 0 .5rem; }
p { color: var(--soft); margin: .2rem 0 1rem; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: 1rem;
  margin-top: 1.5rem; }
.figures div { border: 1px solid var(--line); border-radius: 8px; padding: .8rem 1rem; }
.figures b { display: block; font-size: 1.5rem; font-weight: 600; }
.figures span { color: var(--soft); font-size: .85rem; }
svg { width: 100%; height: auto; display: block; } svg text { fill: var(--ink); font: 13px system-ui, sans-serif; }
svg .soft { fill: var(--soft); } svg .axis { stroke: var(--line); fill: none; }
table { border-collapse: collapse; width: 100%; } td, th { text-align: left; padding: .3rem .8rem .3rem 0;
  border-bottom: 1px solid var(--line); } .n { text-align: right; font-variant-numeric: tabular-nums; }
)";

std::string tile(const std::string& value, const std::string& name) {
  return "<div><b>" + value + "</b><span>" + name + "</span></div>\n";
}

std::string figures(const Evaluation& e) {
  std::string html = "<div class=\"figures\">\n";
  html += tile(share(e.accuracy), "accuracy, 95 % interval " + share(e.accuracy_ci95.low) + " to " +
                                      share(e.accuracy_ci95.high));
  html += tile(share(e.balanced_accuracy), "balanced accuracy");
  html += tile(decimals(e.macro_f1, 3), "macro F1");
  if (e.ece && e.nll) {
    html += tile(decimals(*e.ece, 3), "expected calibration error");
    html += tile(decimals(*e.nll, 3), "negative log-likelihood");
  }
  if (e.segment_accuracy) {
    html += tile(share(*e.segment_accuracy), "accuracy of single 3 s segments");
  }
  return html + "</div>\n";
}

std::string text_at(double x, double y, const char* anchor, const std::string& text,
                    const std::string& more = "") {
  return "<text x=\"" + decimals(x, 1) + "\" y=\"" + decimals(y, 1) + "\" text-anchor=\"" + anchor +
         "\" " + more + ">" + text + "</text>\n";
}

std::string confusion_cell(const Evaluation& e, std::size_t i, std::size_t j, double x, double y,
                           double size) {
  const std::size_t n = e.genres.size();
  const std::size_t count = e.confusion[i * n + j];
  const double of_row =
      e.per_genre[i].support == 0
          ? 0.0
          : static_cast<double>(count) / static_cast<double>(e.per_genre[i].support);
  const std::string hue = i == j ? "--good" : "--bad";
  std::string svg = "<rect x=\"" + decimals(x, 1) + "\" y=\"" + decimals(y, 1) + "\" width=\"" +
                    decimals(size - 2, 1) + "\" height=\"" + decimals(size - 2, 1) +
                    "\" rx=\"3\" style=\"fill:rgba(var(" + hue + ")," +
                    decimals(0.04 + 0.86 * of_row, 3) + ")\"><title>" + escaped(e.genres[i]) +
                    " taken for " + escaped(e.genres[j]) + ": " + std::to_string(count) + " (" +
                    share(of_row) + ")</title></rect>\n";
  if (count > 0) {
    svg += text_at(x + size / 2 - 1, y + size / 2 + 4, "middle", std::to_string(count));
  }
  return svg;
}

std::string confusion_picture(const Evaluation& e) {
  constexpr double kCell = 52;
  constexpr double kLeft = 110;
  constexpr double kTop = 40;
  const auto n = static_cast<double>(e.genres.size());
  const double width = kLeft + n * kCell;
  const double height = kTop + n * kCell;
  std::string svg =
      "<svg viewBox=\"0 0 " + decimals(width, 0) + ' ' + decimals(height, 0) +
      "\" role=\"img\" aria-label=\"Confusion matrix\" style=\"max-width:" + decimals(width, 0) +
      "px\">\n";
  for (std::size_t i = 0; i < e.genres.size(); ++i) {
    const double at = static_cast<double>(i) * kCell;
    svg += text_at(kLeft + at + kCell / 2, kTop - 10, "middle", escaped(e.genres[i]),
                   "style=\"font-size:11px\"");
    svg += text_at(kLeft - 10, kTop + at + kCell / 2 + 4, "end", escaped(e.genres[i]));
    for (std::size_t j = 0; j < e.genres.size(); ++j) {
      svg += confusion_cell(e, i, j, kLeft + static_cast<double>(j) * kCell, kTop + at, kCell);
    }
  }
  return svg + "</svg>\n";
}

std::string reliability_picture(const Evaluation& e) {
  constexpr double kSize = 320;
  constexpr double kLeft = 60;
  constexpr double kTop = 10;
  std::size_t most = 1;
  for (const ml::ReliabilityBin& bin : e.reliability) {
    most = std::max(most, bin.count);
  }
  std::string svg =
      "<svg viewBox=\"0 0 420 390\" role=\"img\" aria-label=\"Reliability diagram\" "
      "style=\"max-width:420px\">\n";
  svg +=
      "<rect class=\"axis\" x=\"60\" y=\"10\" width=\"320\" height=\"320\"/>\n"
      "<line class=\"axis\" x1=\"60\" y1=\"330\" x2=\"380\" y2=\"10\" stroke-dasharray=\"4 4\"/>\n";
  for (const ml::ReliabilityBin& bin : e.reliability) {
    if (bin.count == 0) {
      continue;
    }
    const double x = kLeft + bin.low * kSize;
    const double height = bin.accuracy * kSize;
    const double weight = 0.25 + 0.65 * static_cast<double>(bin.count) / static_cast<double>(most);
    svg += "<rect x=\"" + decimals(x + 2, 1) + "\" y=\"" + decimals(kTop + kSize - height, 1) +
           "\" width=\"" + decimals((bin.high - bin.low) * kSize - 4, 1) + "\" height=\"" +
           decimals(height, 1) + "\" style=\"fill:rgba(var(--good)," + decimals(weight, 2) +
           ")\"><title>" + std::to_string(bin.count) + " tracks: confidence " +
           share(bin.confidence) + ", right " + share(bin.accuracy) + "</title></rect>\n";
    svg += "<circle cx=\"" + decimals(kLeft + bin.confidence * kSize, 1) + "\" cy=\"" +
           decimals(kTop + kSize - height, 1) + "\" r=\"4\" style=\"fill:rgb(var(--bad))\"/>\n";
    svg += text_at(x + (bin.high - bin.low) * kSize / 2, kTop + kSize - height - 8, "middle",
                   std::to_string(bin.count), "class=\"soft\" style=\"font-size:11px\"");
  }
  for (const double mark : {0.0, 0.5, 1.0}) {
    svg += text_at(kLeft + mark * kSize, 350, "middle", decimals(100 * mark, 0) + " %");
    svg +=
        text_at(kLeft - 8, kTop + kSize - mark * kSize + 4, "end", decimals(100 * mark, 0) + " %");
  }
  svg += text_at(kLeft + kSize / 2, 375, "middle", "confidence", "class=\"soft\"");
  svg += text_at(0, 0, "middle", "share that is right",
                 "class=\"soft\" transform=\"translate(14 170) rotate(-90)\"");
  return svg + "</svg>\n";
}

std::string genre_table(const Evaluation& e) {
  std::string html =
      "<table><tr><th>genre</th><th class=\"n\">tracks</th><th class=\"n\">recall</th>"
      "<th class=\"n\">precision</th><th class=\"n\">F1</th></tr>\n";
  for (std::size_t g = 0; g < e.genres.size(); ++g) {
    const ml::ClassScores& s = e.per_genre[g];
    html += "<tr><td>" + escaped(e.genres[g]) + "</td><td class=\"n\">" +
            std::to_string(s.support) + "</td><td class=\"n\">" + share(s.recall) +
            "</td><td class=\"n\">" + share(s.precision) + "</td><td class=\"n\">" +
            decimals(s.f1, 3) + "</td></tr>\n";
  }
  return html + "</table>\n";
}

}  // namespace

std::string evaluation_html(const Evaluation& e, const std::string& tracks_name) {
  std::string html =
      "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
      "<meta name=\"viewport\" content=\"width=device-width\"><title>Earmark: " +
      escaped(e.bundle_name) + "</title><style>" + kStyle + "</style></head><body>\n<h1>" +
      escaped(e.bundle_name + ' ' + e.bundle_version) + "</h1>\n<p>" +
      escaped(enumerate(e.members)) + " on " + std::to_string(e.tracks.size()) + " tracks of " +
      escaped(tracks_name) + ", " + std::to_string(e.n_failed) +
      " of which failed and count as wrong</p>\n" + figures(e);
  html +=
      "<h2>What was taken for what</h2>\n<p>Rows are the true genres, columns the answers; the "
      "colour is the share of the row.</p>\n" +
      confusion_picture(e);
  html += "<h2>Genre by genre</h2>\n" + genre_table(e);
  if (!e.reliability.empty()) {
    html +=
        "<h2>Is the confidence deserved?</h2>\n<p>Bars: how many answers of a confidence are "
        "right. Dots on the dashed line would be perfect; the numbers count tracks.</p>\n" +
        reliability_picture(e);
  }
  return html + "</body></html>\n";
}

}  // namespace earmark::cli
