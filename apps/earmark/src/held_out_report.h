#pragma once

#include <string>

#include "earmark/inference/member.h"
#include "earmark/ml/held_out_answers.h"
#include "earmark/ml/prepared_data.h"

namespace earmark::cli {

/// What held-out answers say of a model: a line for the terminal.
/// @param split     the rule's name
/// @param protocol  what a figure by that split is worth
[[nodiscard]] std::string held_out_report(const ml::PreparedData& data,
                                          const ml::HeldOutAnswers& answers,
                                          inference::SongMean mean, const std::string& split,
                                          const std::string& protocol);

}  // namespace earmark::cli
