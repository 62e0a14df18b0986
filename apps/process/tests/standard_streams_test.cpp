#include "earmark/process/standard_streams.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

namespace earmark {
namespace {

/// In a process of its own, which ends with 0 where all holds.
[[noreturn]] void use_closed_streams() {
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    ::close(fd);
  }
  occupy_standard_streams();
  const int file = ::open("/dev/zero", O_RDWR);
  char byte = 'x';
  errno = 0;
  bool holds = file > STDERR_FILENO;
  holds = holds && ::write(STDOUT_FILENO, &byte, 1) == -1 && errno == EBADF;
  errno = 0;
  holds = holds && ::write(STDERR_FILENO, &byte, 1) == -1 && errno == EBADF;
  errno = 0;
  holds = holds && ::read(STDIN_FILENO, &byte, 1) == -1 && errno == EBADF;
  ::_exit(holds ? EXIT_SUCCESS : EXIT_FAILURE);
}

TEST(StandardStreams, ThatAreClosedGoToNoFileAndStillFail) {
  EXPECT_EXIT(use_closed_streams(), testing::ExitedWithCode(EXIT_SUCCESS), "");
}

[[noreturn]] void use_open_streams() {
  occupy_standard_streams();
  ::_exit(::write(STDERR_FILENO, "still here", 10) == 10 ? EXIT_SUCCESS : EXIT_FAILURE);
}

TEST(StandardStreams, ThatAreOpenStayAsTheyAre) {
  EXPECT_EXIT(use_open_streams(), testing::ExitedWithCode(EXIT_SUCCESS), "still here");
}

}  // namespace
}  // namespace earmark
