#pragma once

#include "earmark/process/exit_code.h"

namespace earmark::cli {

/// The whole program: reads the command line, does what it says, and turns whatever goes wrong
/// into one message and an exit code. Does not throw.
[[nodiscard]] ExitCode run(int argc, char** argv) noexcept;

}  // namespace earmark::cli
