#pragma once

#include <CLI/CLI.hpp>

#include "earmark/process/exit_code.h"

namespace earmark::train_net {

/// `tune`: fine-tunes the trunk musicnn for each round that a choice of rows asks for, and writes
/// what the tuned trunks hear. `exit_code` is set when it has run.
void add_tune_command(CLI::App& app, ExitCode& exit_code);

}  // namespace earmark::train_net
