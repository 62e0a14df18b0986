#include "earmark/base/thread_pool.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <vector>

namespace earmark {
namespace {

TEST(ThreadPool, VisitsEveryIndexOnce) {
  for (const std::size_t n_threads : {1U, 2U, 5U}) {
    ThreadPool pool{n_threads};
    for (const std::size_t n : {0U, 1U, 3U, 1000U}) {
      std::vector<int> visits(n);
      pool.parallel_for(n, [&](std::size_t i, std::size_t) { ++visits[i]; });
      EXPECT_EQ(visits, std::vector<int>(n, 1));
    }
  }
}

TEST(ThreadPool, NoTwoCallsShareAWorker) {
  ThreadPool pool{4};
  std::vector<std::atomic<int>> busy(4);
  pool.parallel_for(2000, [&](std::size_t, std::size_t worker) {
    EXPECT_EQ(busy.at(worker)++, 0);
    --busy.at(worker);
  });
}

TEST(ThreadPool, AnExceptionReachesTheCallerAndThePoolGoesOn) {
  ThreadPool pool{3};
  const auto bad = [](std::size_t i, std::size_t) {
    if (i == 17) {
      throw std::runtime_error("seventeen");
    }
  };
  EXPECT_THROW(pool.parallel_for(100, bad), std::runtime_error);
  std::atomic<int> n{0};
  pool.parallel_for(10, [&](std::size_t, std::size_t) { ++n; });
  EXPECT_EQ(n, 10);
}

TEST(ThreadPool, ZeroMeansTheProcessorsOfThisProcess) {
  EXPECT_EQ(ThreadPool{0}.n_threads(), ThreadPool::available_processors());
}

#ifndef EARMARK_SANITIZED
// Room for the stacks of a few threads, of 8 MB each unless the system says otherwise.
void leave_room_for_few_threads() {
  std::ifstream statm{"/proc/self/statm"};
  rlim_t n_pages = 0;
  statm >> n_pages;
  const auto page = static_cast<rlim_t>(::sysconf(_SC_PAGESIZE));
  const rlim_t most = n_pages * page + (rlim_t{64} << 20U);
  const rlimit limit{.rlim_cur = most, .rlim_max = most};
  ASSERT_EQ(::setrlimit(RLIMIT_AS, &limit), 0);
}

TEST(ThreadPoolDeathTest, WorksWithTheThreadsThatTheSystemGives) {
  const auto use_pool = [] {
    leave_room_for_few_threads();
    ThreadPool pool{1000};
    std::atomic<int> n{0};
    pool.parallel_for(
        100, [&](std::size_t, std::size_t worker) { n += worker < pool.n_threads() ? 1 : 0; });
    // NOLINTNEXTLINE(concurrency-mt-unsafe): the pool's threads wait
    std::exit(pool.n_threads() < 1000 && n == 100 ? 0 : 1);
  };
  EXPECT_EXIT(use_pool(), testing::ExitedWithCode(0), "");
}
#endif

}  // namespace
}  // namespace earmark
