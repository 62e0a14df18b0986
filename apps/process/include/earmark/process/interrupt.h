#pragma once

#include <sys/types.h>

#include <atomic>

namespace earmark {

/// From now on the first Ctrl-C (SIGTERM, SIGHUP) only sets a mark, so that files can be put away
/// whole; a second one ends the process at once. What our parent passes on of a signal that a
/// terminal or a service manager sent to both is not a second one. Signals that were ignored, as by
/// nohup, stay so. A closed pipe becomes an error of write(). Returns interruption().
const std::atomic<bool>& catch_interrupts();

/// The mark that catch_interrupts() speaks of. Any thread may read it.
[[nodiscard]] const std::atomic<bool>& interruption();

/// From now on such signals go to this child too, so that one sent to us alone ends both; the child
/// should be one that calls catch_interrupts(). 0: to no one any more.
void pass_interrupts_to(pid_t child);

}  // namespace earmark
