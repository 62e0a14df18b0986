#include "earmark/process/interrupt.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <functional>
#include <stdexcept>

#include "earmark/process/exit_code.h"

namespace earmark {
namespace {

sigset_t interrupts() {
  sigset_t set{};
  (void)::sigemptyset(&set);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    (void)::sigaddset(&set, signal);
  }
  return set;
}

/// From here on what was sent before arrives too.
void let_signals_in() {
  const sigset_t set = interrupts();
  (void)::pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
}

/// A child process that does `work`, at first with signals held back, and ends with what it
/// returns; it does not outlive half a minute.
class Child {
 public:
  explicit Child(const std::function<int()>& work) : pid_{start(work)} {}

  [[nodiscard]] pid_t pid() const { return pid_; }

  /// What it ended with; minus the signal where one ended it.
  [[nodiscard]] int ended_with() const {
    int status = 0;
    while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  }

 private:
  static pid_t start(const std::function<int()>& work) {
    const sigset_t set = interrupts();
    sigset_t before{};
    (void)::pthread_sigmask(SIG_BLOCK, &set, &before);
    const pid_t pid = ::fork();
    if (pid == 0) {
      (void)::alarm(30);
      ::_exit(work());
    }
    (void)::pthread_sigmask(SIG_SETMASK, &before, nullptr);
    if (pid < 0) {
      throw std::runtime_error{"fork failed"};
    }
    return pid;
  }

  pid_t pid_;
};

constexpr int kMarked = 40;
constexpr int kUnmarked = 41;

int mark_shown() { return interruption() ? kMarked : kUnmarked; }

TEST(Interrupt, TheFirstSignalOnlySetsTheMark) {
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    const Child child{[&] {
      catch_interrupts();
      let_signals_in();
      (void)::raise(signal);
      return mark_shown();
    }};
    EXPECT_EQ(child.ended_with(), kMarked) << signal;
  }
}

TEST(Interrupt, TheSecondOneEndsTheProcess) {
  const Child child{[] {
    catch_interrupts();
    let_signals_in();
    (void)::raise(SIGINT);
    (void)::raise(SIGINT);
    return mark_shown();
  }};
  EXPECT_EQ(child.ended_with(), static_cast<int>(ExitCode::kInterrupted));
}

TEST(Interrupt, WhatTheParentPassesOnIsNoSecondOne) {
  const Child child{[] {
    catch_interrupts();
    sigset_t pending{};
    while (::sigpending(&pending) == 0 && ::sigismember(&pending, SIGTERM) == 0) {
      ::usleep(1000);
    }
    let_signals_in();
    (void)::raise(SIGINT);
    return mark_shown();
  }};
  ASSERT_EQ(::kill(child.pid(), SIGTERM), 0);
  EXPECT_EQ(child.ended_with(), kMarked);
}

TEST(Interrupt, AnIgnoredSignalStaysIgnored) {
  const Child child{[] {
    (void)std::signal(SIGHUP, SIG_IGN);
    catch_interrupts();
    let_signals_in();
    (void)::raise(SIGHUP);
    return mark_shown();
  }};
  EXPECT_EQ(child.ended_with(), kUnmarked);
}

int tell_grandchild(const std::function<void(pid_t)>& tell) {
  catch_interrupts();
  const Child grandchild{[] {
    (void)std::signal(SIGTERM, SIG_DFL);
    let_signals_in();
    return ::pause();
  }};
  let_signals_in();
  tell(grandchild.pid());
  return -grandchild.ended_with();
}

TEST(Interrupt, IsPassedOnToAChild) {
  const Child child{[] {
    return tell_grandchild([](pid_t grandchild) {
      pass_interrupts_to(grandchild);
      (void)::raise(SIGTERM);
    });
  }};
  EXPECT_EQ(child.ended_with(), SIGTERM);
}

TEST(Interrupt, ThatCameBeforeTheChildIsPassedOnToo) {
  const Child child{[] {
    return tell_grandchild([](pid_t grandchild) {
      (void)::raise(SIGINT);
      pass_interrupts_to(grandchild);
    });
  }};
  EXPECT_EQ(child.ended_with(), SIGTERM);
}

}  // namespace
}  // namespace earmark
