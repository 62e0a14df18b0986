#pragma once

#include <string>
#include <utility>
#include <vector>

#include "earmark/plot/picture.h"
#include "evaluation.h"

namespace earmark::cli {

/// An evaluation's confusion matrix and reliability diagram, named "confusion" and "reliability";
/// the latter only where a track has an answer.
[[nodiscard]] std::vector<std::pair<std::string, plot::Picture>> evaluation_pictures(
    const Evaluation& evaluation);

}  // namespace earmark::cli
