#include "run.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <exception>
#include <string>
#include <system_error>
#include <vector>

#include "child_program.h"
#include "console.h"
#include "earmark/base/errors.h"
#include "earmark/process/error_text.h"
#include "earmark/process/interrupt.h"
#include "help_text.h"
#include "interrupt.h"
#include "subcommands.h"
#include "usage.h"

namespace earmark::cli {
namespace {

std::vector<std::string> subcommand_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* sub : app.get_subcommands([](const CLI::App*) { return true; })) {
    names.push_back(sub->get_name());
  }
  return names;
}

std::vector<std::string> option_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) {
      names.push_back("--" + name);
    }
  }
  return names;
}

/// The subcommand that the words before an error led to.
const CLI::App& deepest(const CLI::App& app) {
  const CLI::App* at = &app;
  while (!at->get_subcommands().empty()) {
    at = at->get_subcommands().front();
  }
  return *at;
}

std::string command_line_to(const CLI::App& app) {
  return app.get_parent() == nullptr ? "earmark"
                                     : command_line_to(*app.get_parent()) + ' ' + app.get_name();
}

std::string unexpected(const CLI::App& app, const std::string& word) {
  const bool is_flag = word.size() > 1 && word.front() == '-';
  const std::string flag = word.substr(0, word.find('='));
  const auto names = is_flag ? option_names(app) : subcommand_names(app);
  const std::string text =
      command_line_to(app) + " does not know " + (flag.empty() ? "\"\"" : flag);
  if (!is_flag && !names.empty()) {
    return text + ", only " + enumerate(names) + did_you_mean(word, names);
  }
  return text + did_you_mean(flag, names);
}

/// CLI11's words for the usual slips, in ours.
std::string in_our_words(const CLI::App& app, const CLI::ParseError& error) {
  if (app.get_require_subcommand_min() > app.get_subcommands().size()) {
    return command_line_to(app) + " needs one of " + enumerate(subcommand_names(app));
  }
  for (const CLI::Option* option : app.get_options()) {
    const std::string name = option->get_name();
    const std::string what =
        option->get_positional() ? option->get_type_name() : name + ' ' + option->get_type_name();
    if (error.what() == name + " is required") {
      return command_line_to(app) + " needs " + what;
    }
    if (!option->get_lnames().empty() &&
        error.what() == option->get_lnames().front() + " was given a disallowed flag override") {
      return name + " takes no value";
    }
    const std::string_view said{error.what()};
    if (said.starts_with(name + ": 1 required")) {
      return name + " needs a value: " + what;
    }
    if (said.starts_with(name + ": At Most 1 required")) {
      return name + " must be given once only";
    }
  }
  return error.what();
}

std::string explain(const CLI::App& app, const CLI::ParseError& error) {
  const CLI::App& at = deepest(app);
  // A word that was not understood explains more than the one that is then missing.
  for (const std::string& word : app.remaining(true)) {
    if (word != "--") {
      return unexpected(at, word);
    }
  }
  return in_our_words(at, error);
}

/// CLI11 calls an unknown subcommand a missing one.
void require_known_subcommands(const CLI::App& app, int argc, char** argv) {
  const CLI::App* at = &app;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    const auto names = subcommand_names(*at);
    if (word.starts_with('-') || names.empty()) {
      return;
    }
    if (std::find(names.begin(), names.end(), word) == names.end()) {
      throw UsageError(unexpected(*at, word));
    }
    at = at->get_subcommand(word);
  }
}

/// An empty value is mostly a shell's variable that is not set: doing as if the flag were not given
/// would do something else than was asked for.
void require_values(const CLI::App& app) {
  for (const CLI::Option* option : app.get_options()) {
    const auto& values = option->results();
    if (option->get_items_expected_max() > 0 &&
        std::find(values.begin(), values.end(), "") != values.end()) {
      throw UsageError((option->get_positional() ? option->get_type_name() : option->get_name()) +
                       " must not be empty");
    }
  }
}

/// CLI11 takes the next word for what is missing after the sign.
void require_values_after_equals(int argc, char** argv) {
  for (int i = 1; i < argc && argv[i] != std::string_view{"--"}; ++i) {
    const std::string_view word{argv[i]};
    if (word.starts_with("--") && word.find('=') + 1 == word.size()) {
      throw UsageError(std::string{word} + " must have a value after it");
    }
  }
}

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
               "earmark"};
  app.set_version_flag("--version", "earmark " EARMARK_VERSION);
  app.set_help_flag("-h,--help", "Print this help and end");
  app.require_subcommand(1);
  app.option_defaults()->disable_flag_override();
  app.get_formatter()->column_width(kHelpColumn);
  app.failure_message(CLI::FailureMessage::simple);
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
  require_known_subcommands(app, argc, argv);
  require_values_after_equals(argc, argv);
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForVersion& version) {
    console.print(std::string{version.what()} + '\n');
    return ExitCode::kOk;
  } catch (const CLI::CallForHelp&) {
    const CLI::App& at = deepest(app);
    const std::string parents = at.get_parent() == nullptr ? "" : command_line_to(*at.get_parent());
    console.print(help_text(at.help(parents), console.out().width));
    return ExitCode::kOk;
  } catch (const CLI::ParseError& error) {
    const CLI::App& at = deepest(app);
    throw UsageError(explain(app, error) + "; " + command_line_to(at) +
                     " --help lists what it takes");
  }
  require_values(deepest(app));
  return action(console);
}

}  // namespace

ExitCode run(int argc, char** argv) noexcept {
  try {
    catch_interrupts();
    Console console;
    try {
      return parse_and_act(console, argc, argv);
    } catch (const ClosedPipe&) {
      return ExitCode::kClosedPipe;
    } catch (const Interrupted&) {
      console.status("");
      return ExitCode::kInterrupted;
    } catch (const ToldError& error) {
      return error.code;
    } catch (const UsageError& error) {
      print_error(console, error.what());
      return ExitCode::kWrongUsage;
    } catch (const BundleError& error) {
      print_error(console, error.what());
      return ExitCode::kWrongUsage;
    } catch (const TableError& error) {
      print_error(console, error.what());
      return ExitCode::kWrongUsage;
    } catch (const DataError& error) {
      print_error(console, error.what());
      return ExitCode::kSomeInputFailed;
    } catch (const std::system_error& error) {
      print_error(console, error_text(error));
      return ExitCode::kSomeInputFailed;
    } catch (const std::bad_alloc&) {
      print_error(console, "there is not enough memory");
      return ExitCode::kSomeInputFailed;
    } catch (const std::exception& error) {
      print_error(console,
                  std::string{"this is a defect of earmark, please report it: "} + error.what());
      return ExitCode::kDefect;
    }
  } catch (...) {
    return ExitCode::kDefect;
  }
}

}  // namespace earmark::cli
