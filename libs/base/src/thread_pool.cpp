#include "earmark/base/thread_pool.h"

#include <sched.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

namespace earmark {

struct ThreadPool::State {
  std::mutex mutex;
  std::condition_variable wake;
  std::condition_variable finished;
  const std::function<void(std::size_t, std::size_t)>* task = nullptr;
  std::size_t n = 0;
  std::atomic<std::size_t> next{0};
  std::size_t n_working = 0;
  std::uint64_t loop = 0;
  bool stop = false;
  std::exception_ptr error;
  std::vector<std::jthread> threads;

  State() = default;
  ~State() {
    {
      const std::lock_guard lock{mutex};
      stop = true;
    }
    wake.notify_all();
    threads.clear();  // joins, while what they wait on still is
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  // Fewer where the system gives no more, as under a limit of processes.
  void start(std::size_t n_threads) {
    try {
      while (threads.size() < n_threads) {
        threads.emplace_back([this, worker = threads.size() + 1] { serve(worker); });
      }
    } catch (const std::system_error&) {
      return;
    }
  }

  void run(std::size_t worker) {
    try {
      for (std::size_t i = next++; i < n; i = next++) {
        (*task)(i, worker);
      }
    } catch (...) {
      next = n;
      const std::lock_guard lock{mutex};
      if (!error) {
        error = std::current_exception();
      }
    }
  }

  void serve(std::size_t worker) {
    std::uint64_t seen = 0;
    std::unique_lock lock{mutex};
    while (true) {
      wake.wait(lock, [&] { return stop || loop != seen; });
      if (stop) {
        return;
      }
      seen = loop;
      lock.unlock();
      run(worker);
      lock.lock();
      if (--n_working == 0) {
        finished.notify_one();
      }
    }
  }
};

ThreadPool::ThreadPool(std::size_t n_threads) : state_{std::make_unique<State>()} {
  state_->start((n_threads == 0 ? available_processors() : n_threads) - 1);
}

ThreadPool::~ThreadPool() = default;

std::size_t ThreadPool::n_threads() const { return state_->threads.size() + 1; }

void ThreadPool::parallel_for(std::size_t n,
                              const std::function<void(std::size_t, std::size_t)>& task) {
  State& s = *state_;
  {
    const std::lock_guard lock{s.mutex};
    s.task = &task;
    s.n = n;
    s.next = 0;
    s.error = nullptr;
    s.n_working = s.threads.size();
    ++s.loop;
  }
  s.wake.notify_all();
  s.run(0);
  std::unique_lock lock{s.mutex};
  s.finished.wait(lock, [&] { return s.n_working == 0; });
  if (s.error) {
    std::rethrow_exception(s.error);
  }
}

std::size_t ThreadPool::available_processors() {
  cpu_set_t set;
  CPU_ZERO(&set);
  if (sched_getaffinity(0, sizeof set, &set) == 0) {
    return static_cast<std::size_t>(std::max(1, CPU_COUNT(&set)));
  }
  return std::max(1U, std::thread::hardware_concurrency());
}

}  // namespace earmark
