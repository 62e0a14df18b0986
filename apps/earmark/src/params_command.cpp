#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "pipeline_params.h"
#include "subcommands.h"

namespace earmark::cli {

void add_params(CLI::App& app, Action& action) {
  auto file = std::make_shared<std::string>();
  CLI::App* sub = app.add_subcommand("params", "Check a file of parameters before long work");
  sub->add_option("--check", *file, "Read every section of it as the pipeline's stages do")
      ->required()
      ->type_name("YAML");
  sub->callback([file, &action] {
    action = [file](Console& console) {
      check_params(*file);
      console.print(*file + ": ok\n");
      return ExitCode::kOk;
    };
  });
}

}  // namespace earmark::cli
