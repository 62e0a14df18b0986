#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace earmark::cli {

/// What a stream's reader can show.
struct Terminal {
  bool interactive = false;  ///< a person's terminal, not a pipe or file
  bool colour = false;
  std::size_t width = 80;  ///< columns, at least 40; 80 where it is not a terminal

  /// Looks at the file descriptor, COLUMNS, NO_COLOR and TERM.
  [[nodiscard]] static Terminal of(int fd);
};

enum class Style { kBold, kDim, kRed, kYellow, kGreen };

/// `text` in a style, or as it is where there is no colour.
[[nodiscard]] std::string styled(const Terminal& terminal, Style style, std::string_view text);

/// `text` in the colour that stands for genre number `genre`.
[[nodiscard]] std::string genre_coloured(const Terminal& terminal, std::size_t genre,
                                         std::string_view text);

}  // namespace earmark::cli
