#pragma once

#include <string>
#include <utility>
#include <vector>

namespace earmark::cli {

struct Evaluation;

/// The figures of an evaluation by name, for a tracking server: "accuracy", "accuracy_low",
/// "recall/jazz" and so on; those that there are.
[[nodiscard]] std::vector<std::pair<std::string, double>> run_figures(const Evaluation& evaluation);

/// What was measured, in a line: "gtzan, tagger: 85.6 % right (95 % interval 78.1 % to 92.0 %) on
/// 167 tracks".
[[nodiscard]] std::string evaluation_line(const Evaluation& evaluation);

/// A card of what was measured: Markdown with the figures, each genre's, and what they are worth.
[[nodiscard]] std::string evaluation_card(const Evaluation& evaluation);

}  // namespace earmark::cli
