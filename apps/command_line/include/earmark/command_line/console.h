#pragma once

#include <cstddef>
#include <mutex>
#include <stdexcept>
#include <string>
#include <string_view>

#include "earmark/command_line/terminal.h"

namespace earmark::cli {

/// Who read our standard output has gone: end quietly.
class ClosedPipe : public std::runtime_error {
 public:
  ClosedPipe() : std::runtime_error{"standard output is closed"} {}
};

/// The program's two streams. The result goes to standard output, everything else to standard
/// error; a status line (progress) is taken away before anything else is printed. Thread-safe.
class Console {
 public:
  /// @param program  what messages begin with
  explicit Console(std::string program);
  ~Console();
  Console(const Console&) = delete;
  Console& operator=(const Console&) = delete;

  [[nodiscard]] const std::string& program() const { return program_; }
  [[nodiscard]] const Terminal& out() const { return out_; }
  [[nodiscard]] const Terminal& err() const { return err_; }

  /// Writes to standard output at once.
  /// @throws ClosedPipe  nobody reads any more
  /// @throws IoError     it cannot be written, such as on a full disk
  void print(std::string_view text);

  /// Writes a line to standard error.
  void note(std::string_view line);

  /// Shows a line that the next output replaces; "" takes it away. Nothing where standard error
  /// is not a terminal.
  void status(std::string_view line);

 private:
  void clear_status();

  std::string program_;
  Terminal out_;
  Terminal err_;
  std::mutex mutex_;
  bool status_shown_ = false;
};

/// "PROGRAM: message" to standard error, on a terminal wrapped and with the name in colour.
void print_error(Console& console, std::string_view message);

}  // namespace earmark::cli
