#include "train_network.h"

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <system_error>

#include "bundle_location.h"
#include "earmark/base/errors.h"
#include "earmark/process/interrupt.h"
#include "interrupt.h"
#include "usage.h"

namespace earmark::cli {
namespace {

constexpr const char* kProgram = "earmark-train-net";

/// The program's path, or its bare name, which is then looked for in PATH.
std::string find_program() {
  std::error_code error;
  const auto here = program_folder();
  // The build tree has each program in a folder of its own.
  for (const auto& path : {here / kProgram, here.parent_path() / kProgram / kProgram}) {
    if (std::filesystem::is_regular_file(path, error)) {
      return path.string();
    }
  }
  return kProgram;
}

std::vector<std::string> without_empty_flags(const std::vector<std::string>& arguments) {
  std::vector<std::string> kept;
  for (const std::string& argument : arguments) {
    if (argument.empty() && !kept.empty()) {
      kept.pop_back();
    } else {
      kept.push_back(argument);
    }
  }
  return kept;
}

pid_t spawn(std::vector<std::string>& words) {
  std::vector<char*> argv;
  argv.reserve(words.size() + 1);
  for (std::string& word : words) {
    argv.push_back(word.data());
  }
  argv.push_back(nullptr);
  posix_spawnattr_t attributes{};
  (void)posix_spawnattr_init(&attributes);
  sigset_t defaults{};
  (void)sigemptyset(&defaults);
  (void)sigaddset(&defaults, SIGPIPE);
  (void)posix_spawnattr_setsigdefault(&attributes, &defaults);
  (void)posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
  pid_t pid = 0;
  const int error = ::posix_spawnp(&pid, argv.front(), nullptr, &attributes, argv.data(), environ);
  (void)posix_spawnattr_destroy(&attributes);
  if (error == ENOENT) {
    throw UsageError(
        "this needs the program earmark-train-net, which is not "
        "installed: make install-train builds and installs it");
  }
  if (error != 0) {
    throw IoError("cannot start earmark-train-net: " + std::generic_category().message(error));
  }
  return pid;
}

}  // namespace

void train_network(const std::vector<std::string>& arguments) {
  std::vector<std::string> words = without_empty_flags(arguments);
  words.insert(words.begin(), find_program());
  const pid_t pid = spawn(words);
  int status = 0;
  // An interrupted child ends in its own time and tidies up.
  pass_interrupts_to(pid);
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  pass_interrupts_to(0);
  throw_if_interrupted();
  if (WIFSIGNALED(status)) {
    throw IoError("earmark-train-net was ended by signal " + std::to_string(WTERMSIG(status)));
  }
  if (const auto code = static_cast<ExitCode>(WEXITSTATUS(status)); code != ExitCode::kOk) {
    throw ToldError{code};
  }
}

std::vector<std::string> row_flags(const ml::RowChoice& choice) {
  std::vector<std::string> words{"--split",          choice.rule.name(),
                                 "--rows",           choice.rows,
                                 "--valid-fraction", std::to_string(choice.test_fraction),
                                 "--split-seed",     std::to_string(choice.seed)};
  if (choice.n_folds != 0) {
    words.insert(words.end(), {"--folds", std::to_string(choice.n_folds)});
  }
  if (choice.fold) {
    words.insert(words.end(), {"--fold", std::to_string(*choice.fold)});
  }
  if (choice.without_excerpts) {
    words.emplace_back("--without-excerpts");
  }
  return words;
}

}  // namespace earmark::cli
