#include "interrupt.h"

#include <unistd.h>

#include <array>
#include <atomic>
#include <csignal>

#include "exit_code.h"

namespace earmark::cli {
namespace {

std::atomic<bool> mark{false};
static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler may touch it");

extern "C" void on_signal(int) {
  if (mark.exchange(true)) {
    ::_exit(static_cast<int>(ExitCode::kInterrupted));
  }
}

}  // namespace

void catch_interrupts() {
  struct sigaction action {};
  action.sa_handler = on_signal;
  for (const int signal : std::array{SIGINT, SIGTERM, SIGHUP}) {
    struct sigaction before {};
    // One that was switched off, as by nohup, stays so.
    if (::sigaction(signal, nullptr, &before) == 0 && before.sa_handler != SIG_IGN) {
      (void)::sigaction(signal, &action, nullptr);
    }
  }
  (void)std::signal(SIGPIPE, SIG_IGN);
}

bool interrupted() { return mark.load(std::memory_order_relaxed); }

void throw_if_interrupted() {
  if (interrupted()) {
    throw Interrupted{};
  }
}

}  // namespace earmark::cli
