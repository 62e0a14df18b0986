#include "admission.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <iterator>
#include <numeric>
#include <utility>

#include "problem.h"

namespace earmark::server {
namespace {

using Clock = std::chrono::steady_clock;

constexpr double kLongS = 2;
constexpr auto kLookAround = std::chrono::milliseconds{250};

}  // namespace

Admission::Admission(const AdmissionConfig& config) : config_{config} {}

Admission::Ticket::Ticket(Ticket&& other) noexcept
    : owner_{std::exchange(other.owner_, nullptr)},
      cost_s_{other.cost_s_},
      is_long_{other.is_long_},
      waited_s_{other.waited_s_} {}

Admission::Ticket::~Ticket() {
  if (owner_ != nullptr) {
    owner_->leave(cost_s_, is_long_);
  }
}

double Admission::wait_s() const {
  const double ahead_s =
      std::accumulate(waiting_.begin(), waiting_.end(), running_s_,
                      [](double sum, const Waiting& one) { return sum + one.cost_s; });
  return n_running_ < config_.n_slots ? 0.0 : ahead_s / static_cast<double>(config_.n_slots);
}

bool Admission::is_held_back(const Waiting& one) const {
  return one.is_long && config_.n_slots > 1 && n_long_ + 1 >= config_.n_slots;
}

Admission::Place Admission::next() {
  return n_running_ >= config_.n_slots ? waiting_.end()
                                       : std::ranges::find_if(waiting_, [this](const Waiting& one) {
                                           return !is_held_back(one);
                                         });
}

void Admission::wake_next() {
  if (const auto place = next(); place != waiting_.end()) {
    place->may_begin.notify_one();
  }
}

void Admission::require_room() const {
  const std::lock_guard lock{mutex_};
  const double wait = wait_s();
  if (wait > config_.max_queue_s || waiting_.size() >= config_.max_waiting) {
    throw ProblemError({.status = 503,
                        .kind = "queue_full",
                        .detail = "the service has as much work as it takes; come again later",
                        .retry_after_s = std::max(1, static_cast<int>(std::ceil(wait / 2)))});
  }
}

Admission::Ticket Admission::enter(double cost_s, const std::function<void()>& while_waits) {
  const bool is_long = cost_s > kLongS;
  const Clock::time_point begin = Clock::now();
  std::unique_lock lock{mutex_};
  waiting_.emplace_back(cost_s, is_long);
  const auto place = std::prev(waiting_.end());
  try {
    while (next() != place) {
      place->may_begin.wait_for(lock, kLookAround);
      if (next() != place) {
        lock.unlock();
        while_waits();
        lock.lock();
      }
    }
  } catch (...) {
    lock.lock();
    waiting_.erase(place);
    wake_next();
    throw;
  }
  waiting_.erase(place);
  ++n_running_;
  n_long_ += is_long ? 1 : 0;
  running_s_ += cost_s;
  wake_next();
  return {this, cost_s, is_long, std::chrono::duration<double>{Clock::now() - begin}.count()};
}

void Admission::leave(double cost_s, bool is_long) {
  const std::lock_guard lock{mutex_};
  --n_running_;
  n_long_ -= is_long ? 1 : 0;
  running_s_ = n_running_ == 0 ? 0.0 : running_s_ - cost_s;
  wake_next();
}

bool Admission::is_quiet() const {
  const std::lock_guard lock{mutex_};
  return waiting_.empty() && n_running_ <= 1;
}

Admission::Counts Admission::counts() const {
  const std::lock_guard lock{mutex_};
  return {waiting_.size(), n_running_,
          std::accumulate(waiting_.begin(), waiting_.end(), 0.0,
                          [](double sum, const Waiting& one) { return sum + one.cost_s; })};
}

}  // namespace earmark::server
