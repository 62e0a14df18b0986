#pragma once

#include <string>

#include "earmark/inference/member.h"
#include "earmark/ml/held_out_answers.h"
#include "earmark/ml/prepared_data.h"
#include "evaluation.h"

namespace earmark::cli {

/// What held-out answers say of a model: a line for the terminal.
/// @param split     the rule's name
/// @param protocol  what a figure by that split is worth
[[nodiscard]] std::string held_out_report(const ml::PreparedData& data,
                                          const ml::HeldOutAnswers& answers,
                                          inference::SongMean mean, const std::string& split,
                                          const std::string& protocol);

/// The figures of these answers as they are: not calibrated, and none unsure.
/// @param kind      of the model
/// @param protocol  what the figures are worth
[[nodiscard]] Evaluation evaluate_answers(const std::string& kind, const ml::PreparedData& data,
                                          const ml::HeldOutAnswers& answers,
                                          inference::SongMean mean, const std::string& protocol);

}  // namespace earmark::cli
