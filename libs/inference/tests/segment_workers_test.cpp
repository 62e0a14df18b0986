#include "segment_workers.h"

#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <set>
#include <stdexcept>
#include <system_error>
#include <thread>
#include <vector>

#include "no_new_threads.h"

namespace earmark::inference {
namespace {

constexpr std::array<float, 3> kSamples{1, 2, 3};

class SegmentWorkersTest : public testing::TestWithParam<std::size_t> {};

TEST_P(SegmentWorkersTest, EachSegmentIsAnalysedOnceWithItsOwnSamples) {
  std::mutex mutex;
  std::multiset<std::size_t> seen;
  bool samples_fit = true;
  SegmentWorkers workers{
      GetParam(), [&](const AnalyzedSegment& segment, std::span<const float> samples) {
        const std::lock_guard lock{mutex};
        seen.insert(segment.index);
        samples_fit =
            samples_fit && samples.size() == 1 && samples[0] == static_cast<float>(segment.index);
      }};
  for (std::size_t i = 0; i < 200; ++i) {
    AnalyzedSegment segment;
    segment.index = i;
    const auto sample = static_cast<float>(i);
    workers.push(segment, {&sample, 1});
  }
  workers.finish();
  EXPECT_EQ(seen.size(), 200U);
  EXPECT_EQ(std::set<std::size_t>(seen.begin(), seen.end()).size(), 200U);
  EXPECT_TRUE(samples_fit);
}

TEST(SegmentWorkers, WorkAloneWhereTheSystemGivesNoThreads) {
  const test::NoNewThreads guard;
  EXPECT_THROW(std::thread([] {}).join(), std::system_error);  // what the guard is for
  std::vector<std::size_t> seen;
  SegmentWorkers workers{8, [&](const AnalyzedSegment& segment, std::span<const float>) {
                           seen.push_back(segment.index);  // no lock: there is one thread
                         }};
  for (std::size_t i = 0; i < 40; ++i) {
    AnalyzedSegment segment;
    segment.index = i;
    workers.push(segment, kSamples);
  }
  workers.finish();
  EXPECT_EQ(seen.size(), 40U);
}

TEST_P(SegmentWorkersTest, WhatATaskThrowsComesOut) {
  SegmentWorkers workers{GetParam(), [](const AnalyzedSegment&, std::span<const float>) {
                           throw std::runtime_error("broken");
                         }};
  EXPECT_THROW(
      {
        for (int i = 0; i < 50; ++i) {
          workers.push({}, kSamples);
        }
        workers.finish();
      },
      std::runtime_error);
}

TEST_P(SegmentWorkersTest, MayBeGivenUpHalfWay) {
  std::atomic<int> n{0};
  {
    SegmentWorkers workers{GetParam(),
                           [&](const AnalyzedSegment&, std::span<const float>) { ++n; }};
    workers.push({}, kSamples);
  }
  EXPECT_LE(n, 1);
}

TEST_P(SegmentWorkersTest, TheCallerWorksAloneWhileItMayNotShare) {
  bool may_share = false;
  std::atomic<int> n_elsewhere{0};
  const auto caller = std::this_thread::get_id();
  SegmentWorkers workers{GetParam(),
                         [&](const AnalyzedSegment&, std::span<const float>) {
                           n_elsewhere += std::this_thread::get_id() == caller ? 0 : 1;
                         },
                         [&] { return may_share; }};
  for (int i = 0; i < 50; ++i) {
    workers.push({}, kSamples);
  }
  EXPECT_EQ(n_elsewhere, 0);
  may_share = true;
  workers.push({}, kSamples);
  workers.finish();
}

INSTANTIATE_TEST_SUITE_P(Threads, SegmentWorkersTest, testing::Values(1, 2, 4));

}  // namespace
}  // namespace earmark::inference
