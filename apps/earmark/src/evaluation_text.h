#pragma once

#include <string>

#include "earmark/command_line/terminal.h"
#include "evaluation.h"

namespace earmark::cli {

/// The figures, each genre's scores and the confusion matrix for a person.
[[nodiscard]] std::string evaluation_text(const Evaluation& evaluation, const Terminal& terminal);

}  // namespace earmark::cli
