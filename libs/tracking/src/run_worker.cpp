#include "run_worker.h"

#include <algorithm>
#include <cmath>

#include "earmark/base/errors.h"

namespace earmark::tracking {
namespace {

constexpr double kFirstRestS = 0.5;
constexpr double kShortestRestS = 0.01;  // where a server asks for none at all
constexpr double kLongestRestS = 60;
constexpr double kSyncEveryS = 1;

std::chrono::steady_clock::duration seconds(double s) {
  return std::chrono::duration_cast<std::chrono::steady_clock::duration>(
      std::chrono::duration<double>{s});
}

/// A wrong password or address does not become right while a run lasts.
bool is_lasting(Fault fault) {
  return fault == Fault::kNotAllowed || fault == Fault::kNotMlflow || fault == Fault::kCancelled ||
         fault == Fault::kRefused || fault == Fault::kAbsent;
}

}  // namespace

RunWorker::RunWorker(const RunLogConfig& config, SpooledRun& spooled,
                     std::function<void(const std::vector<Metric>&)> log_samples)
    : config_{config}, spooled_{spooled}, log_samples_{std::move(log_samples)} {
  take_samples();  // here, so that the shortest run has one
  thread_ = std::thread{[this] { work(); }};
}

RunWorker::~RunWorker() {
  if (thread_.joinable()) {
    cancelled_ = true;
    finish();
  }
}

void RunWorker::wake() {
  const std::scoped_lock lock{mutex_};
  has_news_ = true;
  changed_.notify_all();
}

std::optional<std::string> RunWorker::run_id(double longest_s) {
  std::unique_lock lock{mutex_};
  changed_.wait_for(lock, seconds(longest_s), [&] { return is_over_ || !run_.run_id.empty(); });
  return run_.run_id.empty() ? std::nullopt : std::optional{run_.run_id};
}

void RunWorker::finish() {
  {
    const std::scoped_lock lock{mutex_};
    finish_by_ = Clock::now() + seconds(config_.finish_s);
    changed_.notify_all();
  }
  thread_.join();
}

bool RunWorker::is_finishing() {
  const std::scoped_lock lock{mutex_};
  return finish_by_.has_value();
}

bool RunWorker::is_late() {
  const std::scoped_lock lock{mutex_};
  return cancelled_ || (finish_by_ && Clock::now() >= *finish_by_);
}

void RunWorker::work() {
  try {
    const std::unique_ptr<Http> http = config_.http(cancelled_);
    MlflowApi api{config_.server, *http};
    send_all(api);
  } catch (const std::exception& error) {
    fault_ = error.what();  // whatever it is: the work that is logged goes on
  }
  // The journal still takes the machine's figures, for whoever sends it later.
  while (!is_finishing()) {
    wait_for_news();
  }
  keep_news();
  const std::scoped_lock lock{mutex_};
  is_over_ = true;
  changed_.notify_all();
}

void RunWorker::send_all(MlflowApi& api) {
  RunSender own{spooled_, api};
  std::optional<LeftRuns> left;
  while (true) {
    // Read before the journal is: what is written after that is news again.
    const bool is_last = is_finishing();
    keep_news();
    take_samples();
    try {
      if (send_next(own, left, api)) {
        n_faults_ = 0;
        remember(own);
        continue;
      }
    } catch (const TrackingError& error) {
      remember(own);
      if (!go_on_after(error)) {
        return;
      }
      continue;
    }
    if (is_last) {
      complete_ = own.has_ended();
      return;
    }
    wait_for_news();
  }
}

/// Our own entries first; then, as long as there is time, those that earlier runs left.
bool RunWorker::send_next(RunSender& own, std::optional<LeftRuns>& left, MlflowApi& api) {
  if (own.send_some()) {
    return true;
  }
  if (!left) {
    left.emplace(config_.spool, api);
  }
  if (is_late()) {
    return false;
  }
  try {
    return left->send_some();
  } catch (const TrackingError& error) {
    if (error.may_pass() && !own.has_ended()) {
      throw;
    }
    left->pass_over();
    return true;
  }
}

void RunWorker::remember(const RunSender& own) {
  const std::scoped_lock lock{mutex_};
  run_ = own.run();
  refusals_ = own.refusals();
  changed_.notify_all();
}

bool RunWorker::go_on_after(const TrackingError& error) {
  ++n_faults_;
  fault_ = error.what();
  const double grown =
      kFirstRestS * std::exp2(static_cast<double>(std::min<std::size_t>(n_faults_, 10) - 1));
  const double rest_s =
      std::clamp(error.retry_after_s().value_or(grown), kShortestRestS, kLongestRestS);
  const bool was_finishing = is_finishing();
  if (is_lasting(error.fault()) || is_late()) {
    return false;
  }
  const auto until = Clock::now() + seconds(rest_s);
  std::unique_lock lock{mutex_};
  if (finish_by_ && until >= *finish_by_) {
    return false;
  }
  // The end of the run is worth another try at once.
  const auto is_awake = [&] { return !was_finishing && finish_by_.has_value(); };
  while (changed_.wait_until(lock, until, [&] { return has_news_ || is_awake(); }) && !is_awake()) {
    lock.unlock();
    keep_news();
    lock.lock();
  }
  return true;
}

/// In this thread, so that no work waits for a disk; the news of a second together, so that it has
/// little to do, and the server too.
void RunWorker::keep_news() {
  {
    std::unique_lock lock{mutex_};
    if (!has_news_) {
      return;
    }
    changed_.wait_until(lock, next_sync_, [&] { return finish_by_.has_value(); });
    has_news_ = false;
  }
  next_sync_ = Clock::now() + seconds(kSyncEveryS);
  try {
    spooled_.sync();
  } catch (const IoError&) {
    return;  // it is in the files all the same, for as long as there is power
  }
}

void RunWorker::take_samples() {
  if (config_.sample_every_s <= 0 || Clock::now() < next_sample_ || is_finishing()) {
    return;
  }
  next_sample_ = Clock::now() + seconds(config_.sample_every_s);
  log_samples_(system_.sample(now_ms(), n_samples_++));
}

void RunWorker::wait_for_news() {
  {
    std::unique_lock lock{mutex_};
    const auto is_awake = [&] { return has_news_ || finish_by_.has_value(); };
    if (config_.sample_every_s > 0) {
      changed_.wait_until(lock, next_sample_, is_awake);
    } else {
      changed_.wait(lock, is_awake);
    }
  }
  keep_news();
  take_samples();
}

}  // namespace earmark::tracking
