#include "segment_workers.h"

#include <new>
#include <system_error>
#include <utility>

namespace earmark::inference {

SegmentWorkers::SegmentWorkers(std::size_t n_threads, Task task, std::function<bool()> may_share)
    : task_{std::move(task)}, may_share_{std::move(may_share)} {
  start_threads(n_threads - 1);
  max_waiting_ = 2 * (threads_.size() + 1);
}

// Where the system gives no more threads, those that it gave do the work.
void SegmentWorkers::start_threads(std::size_t n) {
  try {
    while (threads_.size() < n) {
      threads_.emplace_back([this] { work(); });
    }
  } catch (const std::system_error&) {
  } catch (const std::bad_alloc&) {
  }
}

SegmentWorkers::~SegmentWorkers() {
  {
    const std::lock_guard lock{mutex_};
    waiting_.clear();
    closed_ = true;
  }
  changed_.notify_all();
  for (std::thread& thread : threads_) {
    thread.join();
  }
}

void SegmentWorkers::push(const AnalyzedSegment& segment, std::span<const float> samples) {
  if (threads_.empty() || (may_share_ && !may_share_())) {
    task_(segment, samples);
    return;
  }
  std::unique_lock lock{mutex_};
  throw_failure();
  std::vector<float> copy;
  if (!free_.empty()) {
    copy = std::move(free_.back());
    free_.pop_back();
  }
  copy.assign(samples.begin(), samples.end());
  waiting_.push_back({segment, std::move(copy)});
  if (waiting_.size() > max_waiting_) {
    run_one(lock);
    throw_failure();
  }
  lock.unlock();
  changed_.notify_all();
}

void SegmentWorkers::finish() {
  std::unique_lock lock{mutex_};
  while (!waiting_.empty() && failure_ == nullptr) {
    run_one(lock);
  }
  changed_.wait(lock, [this] { return n_running_ == 0; });
  throw_failure();
}

void SegmentWorkers::work() {
  std::unique_lock lock{mutex_};
  while (true) {
    changed_.wait(lock, [this] { return closed_ || !waiting_.empty(); });
    if (closed_) {
      return;
    }
    run_one(lock);
    changed_.notify_all();
  }
}

void SegmentWorkers::run_one(std::unique_lock<std::mutex>& lock) {
  Waiting next = std::move(waiting_.front());
  waiting_.pop_front();
  ++n_running_;
  lock.unlock();
  std::exception_ptr failure;
  try {
    task_(next.segment, next.samples);
  } catch (...) {
    failure = std::current_exception();
  }
  lock.lock();
  --n_running_;
  free_.push_back(std::move(next.samples));
  if (failure != nullptr && failure_ == nullptr) {
    failure_ = failure;
    waiting_.clear();
  }
}

void SegmentWorkers::throw_failure() {
  if (failure_ != nullptr) {
    std::rethrow_exception(failure_);
  }
}

}  // namespace earmark::inference
