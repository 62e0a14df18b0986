#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "earmark/process/printable.h"

namespace earmark::cli {

/// Columns that UTF-8 text takes: one a code point, none for combining marks, two for wide ones
/// (East Asian).
[[nodiscard]] std::size_t display_width(std::string_view text);

/// `text` filled with blanks to `width` columns.
[[nodiscard]] std::string pad_right(std::string_view text, std::size_t width);
[[nodiscard]] std::string pad_left(std::string_view text, std::size_t width);

/// `text`, or its end behind "…" where it takes more than `width` columns: the end of a path says
/// more than its beginning.
[[nodiscard]] std::string keep_end(std::string_view text, std::size_t width);

/// As much of `text` as `width` columns hold.
[[nodiscard]] std::string keep_start(std::string_view text, std::size_t width);

/// A bar of `share` (0 to 1) of `width` columns, in eighths of a column, filled with blanks.
[[nodiscard]] std::string bar(double share, std::size_t width);

/// "3:05" or "1:02:03", whole seconds, halves up.
[[nodiscard]] std::string clock_time(double seconds);

/// "83 %".
[[nodiscard]] std::string whole_percent(double share);
/// The same in five columns, for tables.
[[nodiscard]] std::string percent(double share);

/// "83.1 %".
[[nodiscard]] std::string fine_percent(double share);

/// `value` with `n` digits after the point.
[[nodiscard]] std::string decimals(double value, int n);

/// "1 song", "2 songs".
[[nodiscard]] std::string counted(std::size_t n, std::string_view one, std::string_view many);

/// `text` broken between words into lines of at most `width` columns, those after the first
/// indented.
///
/// @param used  columns of the first line that are taken already
[[nodiscard]] std::string wrapped(std::string_view text, std::size_t width, std::size_t indent,
                                  std::size_t used = 0);

}  // namespace earmark::cli
