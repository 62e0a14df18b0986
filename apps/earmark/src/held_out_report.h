#pragma once

#include <string>

#include "earmark/base/matrix_view.h"
#include "earmark/inference/member.h"
#include "earmark/ml/prepared_data.h"
#include "earmark/ml/row_choice.h"

namespace earmark::cli {

/// What the rows that were kept apart say about a model: a line for the terminal.
/// @param probabilities  [rows.held_out().size(), n_genres]
/// @param split          the rule's name
[[nodiscard]] std::string held_out_report(const ml::PreparedData& data, const ml::ChosenRows& rows,
                                          MatrixView<const double> probabilities,
                                          inference::SongMean mean, const std::string& split);

}  // namespace earmark::cli
