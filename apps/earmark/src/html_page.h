#pragma once

#include <string>

#include "earmark/command_line/text_layout.h"

/// What pages share: frame, look, and pieces. A page is one file that loads nothing, light or dark
/// as its reader's system is, in blue and orange, which colour-blind people tell apart.
namespace earmark::cli::html {

/// Text as HTML shows it.
[[nodiscard]] std::string escaped(const std::string& text);

using cli::decimals;

/// "83.1 %", whose space does not break a line.
[[nodiscard]] std::string share(double value);

/// A figure with what it is, for a <div class="figures">. Both are HTML.
[[nodiscard]] std::string tile(const std::string& value, const std::string& name);

/// @param title    HTML
/// @param words    HTML, under the title
/// @param picture  HTML
[[nodiscard]] std::string section(const std::string& title, const std::string& words,
                                  const std::string& picture);

/// SVG text. @param text, more  SVG; `more` are further attributes
[[nodiscard]] std::string text_at(double x, double y, const char* anchor, const std::string& text,
                                  const std::string& more = "");

/// @param title  text
/// @param style  CSS beyond what all pages have
/// @param body   HTML
[[nodiscard]] std::string page(const std::string& title, const std::string& style,
                               const std::string& body);

}  // namespace earmark::cli::html
