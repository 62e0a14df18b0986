#pragma once

namespace earmark::train_net {

/// What the program tells the shell; the numbers are those of `earmark`.
enum class ExitCode {
  kOk = 0,
  kInputFailed = 1,  ///< data that cannot be trained on, or a file that cannot be written
  kWrongUsage = 2,
  kDefect = 3,
  kInterrupted = 130,
};

}  // namespace earmark::train_net
