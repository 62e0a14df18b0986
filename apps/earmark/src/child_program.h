#pragma once

#include <functional>
#include <string>
#include <vector>

#include "earmark/process/exit_code.h"

namespace earmark::cli {

/// The other program has told the user what is wrong: this one ends with its exit code.
struct ToldError {
  ExitCode code;
};

/// Runs another program of the project, found beside this one or in PATH, and waits for it.
/// @param program    its name, such as "earmark-train-net"
/// @param arguments  a flag whose value is empty is left out
/// @param on_line    takes each line of its standard output, which else goes to this program's
/// @throws UsageError  it is not installed
/// @throws ToldError   it failed
/// @throws IoError, Interrupted
void run_program(const std::string& program, const std::vector<std::string>& arguments,
                 const std::function<void(const std::string& line)>& on_line = {});

}  // namespace earmark::cli
