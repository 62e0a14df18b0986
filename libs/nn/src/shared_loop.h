#pragma once

#include <cstddef>
#include <functional>

namespace earmark {
class ThreadPool;
}

namespace earmark::nn {

/// As long as it lives, shared_loop() of this thread shares its work with the pool's threads. Not
/// to be nested.
///
/// libtorch's own at::parallel_for is OpenMP's, whose threads spin where they wait for each other.
/// A step of the training has a dozen loops of a tenth of a millisecond, so that on a machine that
/// does other work too, two of them took 6 times the CPU and 5 times the time of one. The
/// pool's threads sleep, and whoever comes takes the next piece.
class LoopThreads {
 public:
  explicit LoopThreads(ThreadPool& pool);
  ~LoopThreads();
  LoopThreads(const LoopThreads&) = delete;
  LoopThreads& operator=(const LoopThreads&) = delete;
};

/// Calls action(i) for each i in [0, n), in no certain order, and returns when all are done.
void shared_loop(std::size_t n, const std::function<void(std::size_t i)>& action);

}  // namespace earmark::nn
