#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <new>
#include <stdexcept>
#include <string>
#include <system_error>

#include "cnn_command.h"
#include "earmark/base/errors.h"
#include "earmark/process/error_text.h"
#include "earmark/process/exit_code.h"
#include "earmark/process/printable.h"
#include "earmark/process/standard_streams.h"
#include "onnx_command.h"
#include "tune_command.h"

namespace {

using earmark::ExitCode;

ExitCode report(ExitCode code, const char* message) {
  std::fprintf(stderr, "earmark-train-net: %s\n", earmark::printable(message).c_str());
  return code;
}

// An empty value is mostly a shell's variable that is not set.
void refuse_empty_values(CLI::App& app) {
  const CLI::Validator not_empty{[](const std::string& value) {
                                   return std::string{value.empty() ? "must not be empty" : ""};
                                 },
                                 ""};
  for (CLI::App* command : app.get_subcommands({})) {
    for (CLI::Option* option : command->get_options()) {
      if (option->get_items_expected_max() > 0) {
        option->check(not_empty);
      }
    }
  }
}

ExitCode run(int argc, char** argv) {
  CLI::App app{"Trains the networks of Earmark and writes models as ONNX"};
  ExitCode exit_code = ExitCode::kOk;
  app.require_subcommand(1);
  earmark::train_net::add_cnn_command(app, exit_code);
  earmark::train_net::add_onnx_command(app);
  earmark::train_net::add_tune_command(app, exit_code);
  refuse_empty_values(app);
  try {
    app.parse(argc, argv);
    return exit_code;
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? ExitCode::kOk : ExitCode::kWrongUsage;
  } catch (const earmark::BundleError& error) {
    return report(ExitCode::kWrongUsage, error.what());
  } catch (const earmark::TableError& error) {
    return report(ExitCode::kWrongUsage, error.what());
  } catch (const earmark::DataError& error) {
    return report(error.kind() == "params" ? ExitCode::kWrongUsage : ExitCode::kSomeInputFailed,
                  error.what());
  } catch (const std::invalid_argument& error) {
    return report(ExitCode::kWrongUsage, error.what());
  } catch (const std::system_error& error) {
    return report(ExitCode::kSomeInputFailed, earmark::error_text(error).c_str());
  } catch (const std::bad_alloc&) {
    return report(ExitCode::kSomeInputFailed, "there is not enough memory");
  }
}

}  // namespace

int main(int argc, char** argv) {
  earmark::occupy_standard_streams();
  try {
    return static_cast<int>(run(argc, argv));
  } catch (const std::exception& error) {
    return static_cast<int>(report(ExitCode::kDefect, error.what()));
  }
}
