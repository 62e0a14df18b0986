#pragma once

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <list>
#include <mutex>

namespace earmark::server {

struct AdmissionConfig {
  std::size_t n_slots = 1;        ///< sounds that are judged at a time
  double max_queue_s = 30;        ///< that a new sound may have to wait
  std::size_t max_waiting = 128;  ///< sounds that may wait
};

/// Says who may use the processors: first come, first served, as many at a time as there are slots.
/// What would have to wait too long is turned away at once. A long sound leaves one slot to the
/// others where there are several. Thread-safe.
class Admission {
 public:
  explicit Admission(const AdmissionConfig& config);

  /// The right to use a processor, until it is destroyed.
  class Ticket {
   public:
    Ticket(Ticket&& other) noexcept;
    Ticket& operator=(Ticket&&) = delete;
    Ticket(const Ticket&) = delete;
    Ticket& operator=(const Ticket&) = delete;
    ~Ticket();

    /// Processor seconds, as enter() was told.
    [[nodiscard]] double cost_s() const { return cost_s_; }
    /// Seconds that it waited.
    [[nodiscard]] double waited_s() const { return waited_s_; }

   private:
    friend class Admission;
    Ticket(Admission* owner, double cost_s, bool is_long, double waited_s)
        : owner_{owner}, cost_s_{cost_s}, is_long_{is_long}, waited_s_{waited_s} {}

    Admission* owner_;
    double cost_s_;
    bool is_long_;
    double waited_s_;
  };

  /// Waits for a slot.
  ///
  /// @param cost_s      processor seconds that the sound will take
  /// @param while_waits  called now and then while it waits; what it throws ends the waiting
  [[nodiscard]] Ticket enter(double cost_s, const std::function<void()>& while_waits);

  /// To be called before enter(), once a request.
  /// @throws ProblemError  503 "queue_full": what is asked for now would have to wait too long
  void require_room() const;

  /// Whether all slots but the caller's are free and nobody waits.
  [[nodiscard]] bool is_quiet() const;

  struct Counts {
    std::size_t waiting = 0;
    std::size_t running = 0;
    double waiting_s = 0;  ///< work of those that wait, in processor seconds
  };
  [[nodiscard]] Counts counts() const;

 private:
  struct Waiting {
    double cost_s;
    bool is_long;
    std::condition_variable may_begin = {};
  };
  using Place = std::list<Waiting>::iterator;

  /// Seconds that one who comes now would wait.
  [[nodiscard]] double wait_s() const;
  [[nodiscard]] bool is_held_back(const Waiting& one) const;
  /// Who is next, where there is a free slot for them; the end where there is not.
  [[nodiscard]] Place next();
  void wake_next();
  void leave(double cost_s, bool is_long);

  AdmissionConfig config_;
  mutable std::mutex mutex_;
  std::list<Waiting> waiting_;
  std::size_t n_running_ = 0;
  std::size_t n_long_ = 0;
  double running_s_ = 0;
};

}  // namespace earmark::server
