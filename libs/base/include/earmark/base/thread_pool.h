#pragma once

#include <cstddef>
#include <functional>
#include <memory>

namespace earmark {

/// A fixed set of threads that share loops.
///
/// With one thread no thread is started: work runs in the caller. A pool is for one loop at a
/// time; loops must not nest on one pool.
class ThreadPool {
 public:
  /// @param n_threads  threads that work on a loop, the caller's among them; 0 means one for each
  ///                   processor that this process may use. Where the system refuses so many, as
  ///                   under a container's limit, the pool has those that it gave.
  explicit ThreadPool(std::size_t n_threads = 0);
  ~ThreadPool();
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  /// Threads that work on a loop, the caller's among them: at most as many as asked for.
  [[nodiscard]] std::size_t n_threads() const;

  /// Calls task(i, worker) once for each i in [0, n), in no particular order, and returns when all
  /// are done. `worker` is in [0, n_threads()), and no two calls at one time share it, so it can
  /// choose a scratch space. The first exception stops the handing out of further i and is thrown
  /// here.
  void parallel_for(std::size_t n,
                    const std::function<void(std::size_t i, std::size_t worker)>& task);

  /// Processors that this process may run on (affinity, not the machine's number).
  [[nodiscard]] static std::size_t available_processors();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace earmark
