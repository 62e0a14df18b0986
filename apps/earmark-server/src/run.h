#pragma once

#include "earmark/process/exit_code.h"

namespace earmark::server {

/// The whole program.
[[nodiscard]] ExitCode run(int argc, char** argv) noexcept;

}  // namespace earmark::server
