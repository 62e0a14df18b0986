#pragma once

#include <string>
#include <vector>

#include "earmark/process/exit_code.h"

namespace earmark::cli {

/// Runs earmark-train-net, found beside this program or in PATH, with these arguments (a flag
/// whose value is empty is left out), and waits for it.
/// @throws UsageError  it is not installed
[[nodiscard]] ExitCode train_network(const std::vector<std::string>& arguments);

}  // namespace earmark::cli
