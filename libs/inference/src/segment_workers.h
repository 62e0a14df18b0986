#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <span>
#include <thread>
#include <vector>

#include "earmark/inference/song_analyzer.h"

namespace earmark::inference {

/// Hands segments from the thread that decodes to others that analyse them, in bounded memory:
/// where all are busy, the decoding thread analyses too.
///
/// push() and finish() belong to one thread.
class SegmentWorkers {
 public:
  /// Called for each segment, by several threads at a time.
  using Task = std::function<void(const AnalyzedSegment& segment, std::span<const float> samples)>;

  /// @param n_threads  at least 1, the caller's among them; where the system starts fewer, those
  ///                   that it started do the work
  /// @param may_share  asked at each push: whether other threads than the caller's may work now;
  ///                   empty means yes
  SegmentWorkers(std::size_t n_threads, Task task, std::function<bool()> may_share = {});
  /// Drops what is waiting and ends the threads.
  ~SegmentWorkers();
  SegmentWorkers(const SegmentWorkers&) = delete;
  SegmentWorkers& operator=(const SegmentWorkers&) = delete;

  /// Takes a copy of the samples. @throws what a task threw, of this or an earlier segment
  void push(const AnalyzedSegment& segment, std::span<const float> samples);

  /// Returns when all tasks are done. @throws what a task threw
  void finish();

 private:
  struct Waiting {
    AnalyzedSegment segment;
    std::vector<float> samples;
  };

  void start_threads(std::size_t n);
  void work();
  /// Takes the oldest waiting segment and runs its task outside the lock.
  void run_one(std::unique_lock<std::mutex>& lock);
  void throw_failure();

  Task task_;
  std::function<bool()> may_share_;
  std::size_t max_waiting_ = 0;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Waiting> waiting_;
  std::vector<std::vector<float>> free_;
  std::size_t n_running_ = 0;
  bool closed_ = false;
  std::exception_ptr failure_;
  std::vector<std::thread> threads_;
};

}  // namespace earmark::inference
