#include "admission.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <optional>
#include <stdexcept>
#include <thread>
#include <vector>

#include "problem.h"

namespace earmark::server {
namespace {

constexpr double kShortS = 0.1;
constexpr double kLongS = 60;

void nothing() {}

void wait_for(const Admission& admission, std::size_t n_waiting) {
  while (admission.counts().waiting != n_waiting) {
    std::this_thread::yield();
  }
}

TEST(AdmissionTest, AsManyRunAsThereAreSlots) {
  Admission admission{{.n_slots = 2, .max_queue_s = 100}};
  std::atomic<int> running{0};
  std::atomic<int> most{0};
  std::vector<std::thread> threads;
  threads.reserve(16);
  for (int i = 0; i < 16; ++i) {
    threads.emplace_back([&] {
      const auto ticket = admission.enter(kShortS, nothing);
      const int now = ++running;
      int before = most;
      while (now > before && !most.compare_exchange_weak(before, now)) {
      }
      std::this_thread::sleep_for(std::chrono::milliseconds{2});
      --running;
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  EXPECT_EQ(most, 2);
  EXPECT_EQ(admission.counts().running, 0U);
  EXPECT_EQ(admission.counts().waiting, 0U);
}

TEST(AdmissionTest, WhoWouldWaitTooLongIsTurnedAwayAtOnceAndToldWhenToComeAgain) {
  Admission admission{{.n_slots = 1, .max_queue_s = 5}};
  admission.require_room();
  const auto ticket = admission.enter(6, nothing);
  try {
    admission.require_room();
    FAIL() << "there is no room";
  } catch (const ProblemError& error) {
    EXPECT_EQ(error.problem().status, 503);
    EXPECT_EQ(error.problem().kind, "queue_full");
    EXPECT_EQ(error.problem().retry_after_s, 3);
  }
}

TEST(AdmissionTest, FirstComeFirstServed) {
  Admission admission{{.n_slots = 1, .max_queue_s = 100}};
  std::vector<int> order;
  std::optional<Admission::Ticket> first{admission.enter(kShortS, nothing)};
  std::vector<std::thread> threads;
  threads.reserve(5);
  for (int i = 0; i < 5; ++i) {
    threads.emplace_back([&, i] {
      const auto ticket = admission.enter(kShortS, nothing);
      order.push_back(i);
    });
    wait_for(admission, static_cast<std::size_t>(i) + 1);
  }
  first.reset();
  for (std::thread& thread : threads) {
    thread.join();
  }
  EXPECT_EQ(order, (std::vector<int>{0, 1, 2, 3, 4}));
}

TEST(AdmissionTest, LongSoundsLeaveASlotToTheOthers) {
  Admission admission{{.n_slots = 2, .max_queue_s = 1000}};
  std::optional<Admission::Ticket> long_one{admission.enter(kLongS, nothing)};
  std::atomic<bool> second_runs{false};
  std::thread second{[&] {
    const auto ticket = admission.enter(kLongS, nothing);
    second_runs = true;
  }};
  wait_for(admission, 1);
  { const auto ticket = admission.enter(kShortS, nothing); }
  EXPECT_FALSE(second_runs);
  long_one.reset();
  second.join();
  EXPECT_TRUE(second_runs);
}

TEST(AdmissionTest, WhoGivesUpWaitingLeavesTheQueue) {
  Admission admission{{.n_slots = 1, .max_queue_s = 100}};
  const auto ticket = admission.enter(kShortS, nothing);
  EXPECT_THROW((void)admission.enter(kShortS, [] { throw std::runtime_error{"gone"}; }),
               std::runtime_error);
  EXPECT_EQ(admission.counts().waiting, 0U);
}

}  // namespace
}  // namespace earmark::server
