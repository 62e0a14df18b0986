#pragma once

#include <functional>
#include <string>
#include <vector>

#include "earmark/ml/row_choice.h"
#include "earmark/process/exit_code.h"

namespace earmark::cli {

/// earmark-train-net has told the user what is wrong: this program ends with its exit code.
struct ToldError {
  ExitCode code;
};

/// Runs earmark-train-net, found beside this program or in PATH, with these arguments (a flag
/// whose value is empty is left out), and waits for it.
/// @throws UsageError  it is not installed
/// @throws ToldError   it failed
/// @param on_line  takes each line of its standard output, which else goes to this program's
void train_network(const std::vector<std::string>& arguments,
                   const std::function<void(const std::string& line)>& on_line = {});

/// A choice of rows as flags of earmark-train-net.
[[nodiscard]] std::vector<std::string> row_flags(const ml::RowChoice& choice);

}  // namespace earmark::cli
