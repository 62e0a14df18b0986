#pragma once

#include <functional>

#include "earmark/command_line/console.h"
#include "earmark/process/exit_code.h"

namespace CLI {
class App;
}

namespace earmark::cli {

/// What the chosen subcommand does once the command line is read.
using Action = std::function<ExitCode(Console&)>;

// Each adds a subcommand to `app`, which sets `action` when it is the chosen one. Actions throw
// UsageError, DataError and Interrupted; run() turns them into messages and exit codes.
void add_predict(CLI::App& app, Action& action);
void add_features(CLI::App& app, Action& action);
void add_prepare(CLI::App& app, Action& action);
void add_params(CLI::App& app, Action& action);
void add_train(CLI::App& app, Action& action);
void add_evaluate(CLI::App& app, Action& action);
void add_augment(CLI::App& app, Action& action);
void add_check(CLI::App& app, Action& action);
void add_behave(CLI::App& app, Action& action);
void add_bundle(CLI::App& app, Action& action);
void add_runs(CLI::App& app, Action& action);
void add_plot(CLI::App& app, Action& action);

}  // namespace earmark::cli
