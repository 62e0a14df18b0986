#include "earmark/process/interrupt.h"

#include <unistd.h>

#include <array>
#include <csignal>

#include "earmark/process/exit_code.h"

namespace earmark {
namespace {

std::atomic<bool> mark{false};
std::atomic<bool> told_by_parent{false};
std::atomic<bool> told_by_another{false};
std::atomic<pid_t> child_to_tell{0};
static_assert(std::atomic<bool>::is_always_lock_free && std::atomic<pid_t>::is_always_lock_free,
              "a signal handler may touch them");

extern "C" void on_signal(int signal, siginfo_t* sent, void* /*context*/) {
  if (const pid_t child = child_to_tell.load(); child > 0) {
    (void)::kill(child, signal);
  }
  const bool by_parent = sent->si_code == SI_USER && sent->si_pid == ::getppid();
  if ((by_parent ? told_by_parent : told_by_another).exchange(true)) {
    ::_exit(static_cast<int>(ExitCode::kInterrupted));
  }
  mark = true;
}

}  // namespace

const std::atomic<bool>& catch_interrupts() {
  struct sigaction action {};
  action.sa_sigaction = on_signal;
  action.sa_flags = SA_SIGINFO;
  for (const int signal : std::array{SIGINT, SIGTERM, SIGHUP}) {
    struct sigaction before {};
    if (::sigaction(signal, nullptr, &before) == 0 && before.sa_handler != SIG_IGN) {
      (void)::sigaction(signal, &action, nullptr);
    }
  }
  (void)std::signal(SIGPIPE, SIG_IGN);
  return mark;
}

const std::atomic<bool>& interruption() { return mark; }

void pass_interrupts_to(pid_t child) {
  child_to_tell = child;
  if (child > 0 && mark) {
    (void)::kill(child, SIGTERM);
  }
}

}  // namespace earmark
