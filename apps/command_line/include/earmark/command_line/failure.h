#pragma once

#include "earmark/process/exit_code.h"

namespace earmark::cli {

class Console;

/// In a catch block: tells the user what went wrong, and says by what code the program ends.
[[nodiscard]] ExitCode report_failure(Console& console);

}  // namespace earmark::cli
