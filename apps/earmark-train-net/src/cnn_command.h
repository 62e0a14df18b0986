#pragma once

#include <CLI/CLI.hpp>

#include "earmark/process/exit_code.h"

namespace earmark::train_net {

/// Adds `cnn` to the program. When it was chosen, its work sets `exit_code`; exceptions are the
/// caller's to turn into messages.
void add_cnn_command(CLI::App& app, ExitCode& exit_code);

}  // namespace earmark::train_net
