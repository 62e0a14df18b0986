#pragma once

namespace CLI {
class App;
}

namespace earmark::cli {

class Console;

/// Sets how help looks and that a flag takes no override, before options and subcommands are added.
void prepare(CLI::App& app);

/// Reads a command line, in words of ours where it is wrong, and prints the help or the version
/// where it asks for one.
/// @return  whether there is something to do besides
/// @throws UsageError
[[nodiscard]] bool parse(CLI::App& app, Console& console, int argc, char** argv);

}  // namespace earmark::cli
