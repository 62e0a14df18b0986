#pragma once

#include <string>

#include "earmark/inference/bundle.h"
#include "terminal.h"

namespace earmark::cli {

/// What is in a bundle, and how good it is on what.
[[nodiscard]] std::string bundle_text(const inference::Bundle& bundle, const Terminal& terminal);

/// The same in one line.
[[nodiscard]] std::string bundle_line(const inference::Bundle& bundle);

}  // namespace earmark::cli
