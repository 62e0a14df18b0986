#pragma once

#include <string>

#include "earmark/command_line/terminal.h"
#include "earmark/inference/bundle.h"

namespace earmark::cli {

/// What is in a bundle, and how good it is on what.
[[nodiscard]] std::string bundle_text(const inference::Bundle& bundle, const Terminal& terminal);

/// Its name, members and folder in one line, or two where the terminal is narrow.
[[nodiscard]] std::string bundle_line(const inference::Bundle& bundle, const Terminal& terminal);

}  // namespace earmark::cli
