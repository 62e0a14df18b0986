#pragma once

#include <atomic>

namespace earmark::train_net {

/// From now on the first Ctrl-C (or SIGTERM) only sets the mark that this returns, so that
/// training can end in good order; a second one ends the process at once.
const std::atomic<bool>& catch_interrupts();

}  // namespace earmark::train_net
