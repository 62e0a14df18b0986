#include "html_page.h"

namespace earmark::cli::html {
namespace {

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
svg { width: 100%; max-width: 30rem; height: auto; display: block; }
svg text { fill: var(--ink); font: 13px system-ui, sans-serif; }
svg .soft { fill: var(--soft); } svg .axis { stroke: var(--line); fill: none; }
svg .bar { fill: rgba(var(--right), .55); }
@media screen and (max-width: 40rem) {
  .figures { grid-template-columns: repeat(2, 1fr); }
  .scores td, .scores th { padding-left: .4rem; font-size: .9rem; }
}
)";

}  // namespace

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

std::string tile(const std::string& value, const std::string& name) {
  return "<div><b>" + value + "</b><span>" + name + "</span></div>\n";
}

std::string section(const std::string& title, const std::string& words,
                    const std::string& picture) {
  return "<section><h2>" + title + "</h2>\n<p>" + words + "</p>\n" + picture + "</section>\n";
}

std::string text_at(double x, double y, const char* anchor, const std::string& text,
                    const std::string& more) {
  return "<text x=\"" + decimals(x, 1) + "\" y=\"" + decimals(y, 1) + "\" text-anchor=\"" + anchor +
         "\" " + more + ">" + text + "</text>\n";
}

std::string page(const std::string& title, const std::string& style, const std::string& body) {
  return "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
         "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>" +
         escaped(title) + "</title><style>" + kStyle + style + "</style></head><body>\n" + body +
         "</body></html>\n";
}

}  // namespace earmark::cli::html
