#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace earmark::cli {

/// Where the descriptions of options begin in help.
inline constexpr std::size_t kHelpColumn = 30;

/// A command's help with descriptions wrapped in their column, or below what they describe where
/// the width leaves them no room. Ends with one line's end.
[[nodiscard]] std::string help_text(std::string_view help, std::size_t width);

}  // namespace earmark::cli
