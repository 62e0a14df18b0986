#include "earmark/command_line/parse.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "earmark/command_line/console.h"
#include "earmark/command_line/help_text.h"
#include "earmark/command_line/usage.h"

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
  return app.get_parent() == nullptr ? app.get_name()
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

}  // namespace

void prepare(CLI::App& app) {
  app.set_help_flag("-h,--help", "Print this help and end");
  app.option_defaults()->disable_flag_override();
  app.get_formatter()->column_width(kHelpColumn);
  app.failure_message(CLI::FailureMessage::simple);
}

bool parse(CLI::App& app, Console& console, int argc, char** argv) {
  require_known_subcommands(app, argc, argv);
  require_values_after_equals(argc, argv);
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForVersion& version) {
    console.print(std::string{version.what()} + '\n');
    return false;
  } catch (const CLI::CallForHelp&) {
    const CLI::App& at = deepest(app);
    const std::string parents = at.get_parent() == nullptr ? "" : command_line_to(*at.get_parent());
    console.print(help_text(at.help(parents), console.out().width));
    return false;
  } catch (const CLI::ParseError& error) {
    const CLI::App& at = deepest(app);
    throw UsageError(explain(app, error) + "; " + command_line_to(at) +
                     " --help lists what it takes");
  }
  require_values(deepest(app));
  return true;
}

}  // namespace earmark::cli
