#include "interrupt.h"

#include <unistd.h>

#include <csignal>

#include "exit_code.h"

namespace earmark::train_net {
namespace {

std::atomic<bool> mark{false};
static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler may touch it");

extern "C" void on_signal(int) {
  if (mark.exchange(true)) {
    ::_exit(static_cast<int>(ExitCode::kInterrupted));
  }
}

}  // namespace

const std::atomic<bool>& catch_interrupts() {
  struct sigaction action {};
  action.sa_handler = on_signal;
  (void)::sigaction(SIGINT, &action, nullptr);
  (void)::sigaction(SIGTERM, &action, nullptr);
  (void)std::signal(SIGPIPE, SIG_IGN);
  return mark;
}

}  // namespace earmark::train_net
