#include "child_program.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>

#include "earmark/base/errors.h"
#include "earmark/command_line/bundle_location.h"
#include "earmark/command_line/interrupt.h"
#include "earmark/command_line/usage.h"
#include "earmark/process/interrupt.h"

namespace earmark::cli {
namespace {

/// The program's path, or its bare name, which is then looked for in PATH.
std::string find_program(const std::string& program) {
  std::error_code error;
  const auto here = program_folder();
  // The build tree has each program in a folder of its own.
  for (const auto& path : {here / program, here.parent_path() / program / program}) {
    if (std::filesystem::is_regular_file(path, error)) {
      return path.string();
    }
  }
  return program;
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

/// Both ends of a pipe, which this process alone has unless a child is given one.
class Pipe {
 public:
  Pipe() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
      throw IoError("no pipe can be made: " + std::generic_category().message(errno));
    }
    read_end_ = ends[0];
    write_end_ = ends[1];
  }
  ~Pipe() {
    close_write_end();
    (void)::close(read_end_);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;

  [[nodiscard]] int write_end() const { return write_end_; }
  void close_write_end() {
    if (write_end_ >= 0) {
      (void)::close(std::exchange(write_end_, -1));
    }
  }

  /// The lines that come until all writers are gone.
  void read_lines(const std::function<void(const std::string& line)>& on_line) const {
    std::string text;
    std::array<char, 4096> block{};
    while (true) {
      const ssize_t n = ::read(read_end_, block.data(), block.size());
      if (n == 0 || (n < 0 && errno != EINTR)) {
        return;
      }
      text.append(block.data(), static_cast<std::size_t>(std::max<ssize_t>(n, 0)));
      for (std::size_t end = text.find('\n'); end != std::string::npos; end = text.find('\n')) {
        on_line(text.substr(0, end));
        text.erase(0, end + 1);
      }
    }
  }

 private:
  int read_end_ = -1;
  int write_end_ = -1;
};

/// @param out  what the program's standard output is; -1: this one's
pid_t spawn(const std::string& program, std::vector<std::string>& words, int out) {
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
  posix_spawn_file_actions_t files{};
  (void)posix_spawn_file_actions_init(&files);
  if (out >= 0) {
    (void)posix_spawn_file_actions_adddup2(&files, out, STDOUT_FILENO);
  }
  pid_t pid = 0;
  const int error = ::posix_spawnp(&pid, argv.front(), &files, &attributes, argv.data(), environ);
  (void)posix_spawn_file_actions_destroy(&files);
  (void)posix_spawnattr_destroy(&attributes);
  if (error == ENOENT) {
    throw UsageError("this needs the program " + program +
                     ", which is not installed: make install-train builds and installs it");
  }
  if (error != 0) {
    throw IoError("cannot start " + program + ": " + std::generic_category().message(error));
  }
  return pid;
}

}  // namespace

void run_program(const std::string& program, const std::vector<std::string>& arguments,
                 const std::function<void(const std::string& line)>& on_line) {
  std::vector<std::string> words = without_empty_flags(arguments);
  words.insert(words.begin(), find_program(program));
  std::optional<Pipe> pipe;
  if (on_line) {
    pipe.emplace();
  }
  const pid_t pid = spawn(program, words, pipe ? pipe->write_end() : -1);
  int status = 0;
  // An interrupted child ends in its own time and tidies up.
  pass_interrupts_to(pid);
  if (pipe) {
    pipe->close_write_end();
    pipe->read_lines(on_line);
  }
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  pass_interrupts_to(0);
  throw_if_interrupted();
  if (WIFSIGNALED(status)) {
    throw IoError(program + " was ended by signal " + std::to_string(WTERMSIG(status)));
  }
  if (const auto code = static_cast<ExitCode>(WEXITSTATUS(status)); code != ExitCode::kOk) {
    throw ToldError{code};
  }
}

}  // namespace earmark::cli
