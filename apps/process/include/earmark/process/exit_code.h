#pragma once

namespace earmark {

/// What a program tells the shell.
enum class ExitCode {
  kOk = 0,
  kSomeInputFailed = 1,  ///< the others are done and printed
  kWrongUsage = 2,       ///< flags, settings, or a bundle or table that cannot be used
  kDefect = 3,           ///< a fault of the program itself
  kInterrupted = 130,    ///< Ctrl-C, as shells report it
  kClosedPipe = 141,     ///< who read our output is gone, as shells report it
};

}  // namespace earmark
