#pragma once

#include "earmark/process/exit_code.h"
#include "server_config.h"

namespace earmark::cli {
class Console;
}

namespace earmark::server {

/// Blocks the signals that serve() waits for. To be called before there are other threads.
void block_signals();

/// Runs the service until SIGTERM or SIGINT; SIGHUP reads the bundle anew.
/// @throws UsageError, BundleError  it cannot start
ExitCode serve(cli::Console& console, ServerConfig config);

}  // namespace earmark::server
