#include "earmark/command_line/console.h"

#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "earmark/base/errors.h"
#include "earmark/command_line/text_layout.h"

namespace earmark::cli {
namespace {

/// 0, or the error's number.
int write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t n = ::write(fd, text.data(), text.size());
    if (n < 0 && errno != EINTR) {
      return errno;
    }
    text.remove_prefix(n > 0 ? static_cast<std::size_t>(n) : 0);
  }
  return 0;
}

}  // namespace

Console::Console(std::string program)
    : program_{std::move(program)},
      out_{Terminal::of(STDOUT_FILENO)},
      err_{Terminal::of(STDERR_FILENO)} {}

Console::~Console() { clear_status(); }

void Console::clear_status() {
  if (status_shown_) {
    (void)write_all(STDERR_FILENO, "\r\x1b[K");
    status_shown_ = false;
  }
}

void Console::print(std::string_view text) {
  const std::lock_guard lock{mutex_};
  clear_status();
  switch (const int error = write_all(STDOUT_FILENO, text)) {
    case 0:
      return;
    case EPIPE:
      throw ClosedPipe{};
    default:
      throw IoError("cannot write the result to standard output: " +
                    std::generic_category().message(error));
  }
}

void Console::note(std::string_view line) {
  const std::lock_guard lock{mutex_};
  clear_status();
  (void)write_all(STDERR_FILENO, std::string{line} + '\n');
}

void Console::status(std::string_view line) {
  const std::lock_guard lock{mutex_};
  if (!err_.interactive) {
    return;
  }
  clear_status();
  if (!line.empty()) {
    (void)write_all(STDERR_FILENO, line);
    status_shown_ = true;
  }
}

void print_error(Console& console, std::string_view message) {
  const std::string name = console.program() + ':';
  const Terminal& terminal = console.err();
  const std::string text = printable(message);
  console.note(styled(terminal, Style::kRed, name) + ' ' +
               (terminal.interactive ? wrapped(text, terminal.width, 2, name.size() + 1) : text));
}

}  // namespace earmark::cli
