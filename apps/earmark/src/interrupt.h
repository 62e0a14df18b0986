#pragma once

#include <exception>

namespace earmark::cli {

/// The user pressed Ctrl-C (or sent SIGTERM or SIGHUP).
class Interrupted : public std::exception {
 public:
  [[nodiscard]] const char* what() const noexcept override { return "interrupted"; }
};

/// From now on the first such signal only sets a mark, so that files can be put away whole; a
/// second one ends the process at once. A closed pipe becomes an error of write().
void catch_interrupts();

[[nodiscard]] bool interrupted();

/// @throws Interrupted  where the mark is set
void throw_if_interrupted();

}  // namespace earmark::cli
