#include "run.h"

#include <CLI/CLI.hpp>

#include "earmark/command_line/console.h"
#include "earmark/command_line/failure.h"
#include "earmark/command_line/parse.h"
#include "server_settings.h"
#include "service.h"

namespace earmark::server {
namespace {

ExitCode parse_and_serve(cli::Console& console, int argc, char** argv) {
  CLI::App app{"Serves predictions of genre over HTTP, with a web app.", console.program()};
  app.set_version_flag("--version", "earmark-server " EARMARK_VERSION);
  cli::prepare(app);
  ServerSettings settings;
  settings.add_to(app);
  app.footer(ServerSettings::environment_help());
  return cli::parse(app, console, argc, argv) ? serve(console, settings.read()) : ExitCode::kOk;
}

}  // namespace

ExitCode run(int argc, char** argv) noexcept {
  try {
    block_signals();
    cli::Console console{"earmark-server"};
    try {
      return parse_and_serve(console, argc, argv);
    } catch (...) {
      return cli::report_failure(console);
    }
  } catch (...) {
    return ExitCode::kDefect;
  }
}

}  // namespace earmark::server
