#pragma once

#include <exception>

namespace earmark::cli {

/// The user pressed Ctrl-C (or sent SIGTERM or SIGHUP).
class Interrupted : public std::exception {
 public:
  [[nodiscard]] const char* what() const noexcept override { return "interrupted"; }
};

/// @throws Interrupted  where earmark::interruption() is marked
void throw_if_interrupted();

}  // namespace earmark::cli
