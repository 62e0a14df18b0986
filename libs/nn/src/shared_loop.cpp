#include "shared_loop.h"

#include "earmark/base/thread_pool.h"

namespace earmark::nn {
namespace {

// libtorch's backward pass of tensors on the CPU runs in the thread that asked for it.
thread_local ThreadPool* current_pool = nullptr;

}  // namespace

LoopThreads::LoopThreads(ThreadPool& pool) { current_pool = &pool; }

LoopThreads::~LoopThreads() { current_pool = nullptr; }

void shared_loop(std::size_t n, const std::function<void(std::size_t i)>& action) {
  if (current_pool == nullptr || current_pool->n_threads() == 1 || n <= 1) {
    for (std::size_t i = 0; i < n; ++i) {
      action(i);
    }
    return;
  }
  current_pool->parallel_for(n, [&](std::size_t i, std::size_t) { action(i); });
}

}  // namespace earmark::nn
