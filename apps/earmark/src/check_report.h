#pragma once

#include <string>

#include "earmark/check/check.h"
#include "earmark/command_line/terminal.h"

namespace earmark::cli {

/// What was found, for a person: a table by kind, then the worst of each in sentences.
[[nodiscard]] std::string check_text(const check::Report& report, const Terminal& terminal);

/// docs/formats/check-report.md, ended by a line break.
/// @param passed  whether the program ends with success
[[nodiscard]] std::string check_json(const check::Report& report, bool passed);

/// A page of its own. @param source  what was checked, such as the list's name
[[nodiscard]] std::string check_html(const check::Report& report, const std::string& source);

/// "883 tracks, 6 h 52 min of sound".
[[nodiscard]] std::string checked_songs(const check::Report& report);

/// "2 errors and 1 warning", "nothing found".
[[nodiscard]] std::string check_outcome(const check::Report& report);

}  // namespace earmark::cli
