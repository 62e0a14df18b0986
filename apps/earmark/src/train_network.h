#pragma once

#include <functional>
#include <string>
#include <vector>

#include "child_program.h"
#include "earmark/ml/row_choice.h"

namespace earmark::cli {

/// Runs earmark-train-net.
/// @param on_line  as for run_program()
/// @throws  as run_program()
void train_network(const std::vector<std::string>& arguments,
                   const std::function<void(const std::string& line)>& on_line = {});

/// A choice of rows as flags of earmark-train-net.
[[nodiscard]] std::vector<std::string> row_flags(const ml::RowChoice& choice);

}  // namespace earmark::cli
