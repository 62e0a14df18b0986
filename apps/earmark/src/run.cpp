#include "run.h"

#include <CLI/CLI.hpp>

#include "child_program.h"
#include "earmark/command_line/console.h"
#include "earmark/command_line/failure.h"
#include "earmark/command_line/parse.h"
#include "earmark/process/interrupt.h"
#include "subcommands.h"

namespace earmark::cli {
namespace {

constexpr const char* kFooter =
    "What a subcommand takes: earmark SUBCOMMAND --help\n"
    "\n"
    "Environment, where the flag is not given:\n"
    "  EARMARK_BUNDLE              --bundle: folder of models\n"
    "  EARMARK_PROFILE             --profile: choice of models that the bundle makes\n"
    "  EARMARK_MEMBERS             --members: models of the bundle\n"
    "  EARMARK_JOBS                --jobs: threads\n"
    "  MLFLOW_TRACKING_URI         MLflow server that trainings and evaluations are logged to;\n"
    "                              with MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD or\n"
    "                              MLFLOW_TRACKING_TOKEN, and MLFLOW_EXPERIMENT_NAME; also from "
    ".env\n"
    "  EARMARK_CACHE               folder for bundles from a registry\n"
    "  EARMARK_TRACKING_SPOOL      folder for what a server does not have yet\n"
    "  NO_COLOR                    no colours on a terminal";

ExitCode parse_and_act(Console& console, int argc, char** argv) {
  CLI::App app{"Names the genre of music, and trains, measures and ships the models that do.",
               console.program()};
  app.set_version_flag("--version", "earmark " EARMARK_VERSION);
  app.require_subcommand(1);
  // Subcommands inherit what is set before they are added.
  prepare(app);
  Action action;
  add_predict(app, action);
  add_features(app, action);
  add_prepare(app, action);
  add_params(app, action);
  add_train(app, action);
  add_evaluate(app, action);
  add_augment(app, action);
  add_check(app, action);
  add_behave(app, action);
  add_bundle(app, action);
  add_runs(app, action);
  add_plot(app, action);
  app.footer(kFooter);
  return parse(app, console, argc, argv) ? action(console) : ExitCode::kOk;
}

}  // namespace

ExitCode run(int argc, char** argv) noexcept {
  try {
    catch_interrupts();
    Console console{"earmark"};
    try {
      return parse_and_act(console, argc, argv);
    } catch (const ToldError& error) {
      return error.code;
    } catch (...) {
      return report_failure(console);
    }
  } catch (...) {
    return ExitCode::kDefect;
  }
}

}  // namespace earmark::cli
