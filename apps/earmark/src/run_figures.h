#pragma once

#include <string>
#include <utility>
#include <vector>

namespace earmark::cli {

struct Evaluation;

/// The figures of an evaluation by name, for a tracking server: "accuracy", "accuracy_low",
/// "recall/jazz" and so on; those that there are.
[[nodiscard]] std::vector<std::pair<std::string, double>> run_figures(const Evaluation& evaluation);

/// A card of what was measured: Markdown with the figures, each genre's, and what they are worth.
[[nodiscard]] std::string evaluation_card(const Evaluation& evaluation);

}  // namespace earmark::cli
