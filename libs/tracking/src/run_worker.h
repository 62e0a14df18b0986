#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "earmark/tracking/run_log.h"
#include "earmark/tracking/system_metrics.h"
#include "earmark/tracking/tracking_error.h"
#include "run_sender.h"
#include "spool.h"

namespace earmark::tracking {

/// The thread that brings a RunLog's journal to the server.
class RunWorker {
 public:
  RunWorker(const RunLogConfig& config, SpooledRun& spooled,
            std::function<void(const std::vector<Metric>&)> log_samples);
  /// Gives up at once where finish() was not called.
  ~RunWorker();
  RunWorker(const RunWorker&) = delete;
  RunWorker& operator=(const RunWorker&) = delete;

  /// The journal has grown.
  void wake();

  /// As RunLog::run_id().
  [[nodiscard]] std::optional<std::string> run_id(double longest_s);

  /// The journal will not grow any more: sends the rest and ends.
  void finish();

  // What finish() came to.
  [[nodiscard]] bool is_complete() const { return complete_; }
  [[nodiscard]] const std::string& fault() const { return fault_; }
  [[nodiscard]] const std::vector<std::string>& refusals() const { return refusals_; }
  [[nodiscard]] const Run& run() const { return run_; }

 private:
  using Clock = std::chrono::steady_clock;

  void work();
  void send_all(MlflowApi& api);
  [[nodiscard]] bool send_next(RunSender& own, std::optional<LeftRuns>& left, MlflowApi& api);
  void remember(const RunSender& own);
  [[nodiscard]] bool go_on_after(const TrackingError& error);
  /// Brings what was written since the last time to the disk.
  void keep_news();
  void take_samples();
  void wait_for_news();
  [[nodiscard]] bool is_finishing();
  [[nodiscard]] bool is_late();

  const RunLogConfig& config_;
  SpooledRun& spooled_;
  std::function<void(const std::vector<Metric>&)> log_samples_;
  SystemMetrics system_;
  std::int64_t n_samples_ = 0;
  Clock::time_point next_sample_ = Clock::now();
  Clock::time_point next_sync_ = Clock::now();
  std::size_t n_faults_ = 0;  ///< in a row

  std::atomic<bool> cancelled_{false};
  std::mutex mutex_;
  std::condition_variable changed_;
  bool has_news_ = true;
  bool is_over_ = false;                        ///< the thread sends no more
  std::optional<Clock::time_point> finish_by_;  ///< set by finish()
  Run run_;
  bool complete_ = false;
  std::string fault_;
  std::vector<std::string> refusals_;
  std::thread thread_;
};

}  // namespace earmark::tracking
