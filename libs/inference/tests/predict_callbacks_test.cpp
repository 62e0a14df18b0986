#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "bundles.h"
#include "earmark/inference/classifier.h"
#include "earmark/inference/prediction_json.h"
#include "sounds.h"

namespace earmark::inference {
namespace {

using test::joined;
using test::music;
using test::silence;
using test::wav;

/// A forest's and a network's answers for a segment do not depend on its batch.
constexpr double kBatchTolerance = 1e-9;

const Classifier& shipped() {
  static const Classifier classifier =
      Classifier::open(test::kShipped, {.profile = "fast", .members = {}});
  return classifier;
}

void expect_same(const std::vector<SegmentPrediction>& told,
                 const std::vector<SegmentPrediction>& answer) {
  ASSERT_EQ(told.size(), answer.size());
  for (std::size_t i = 0; i < told.size(); ++i) {
    EXPECT_EQ(told[i].start_s, answer[i].start_s);
    EXPECT_EQ(told[i].end_s, answer[i].end_s);
    EXPECT_EQ(told[i].silent, answer[i].silent);
    EXPECT_FALSE(told[i].smoothed);
    ASSERT_EQ(told[i].probabilities.size(), answer[i].probabilities.size());
    for (std::size_t g = 0; g < told[i].probabilities.size(); ++g) {
      EXPECT_NEAR(told[i].probabilities[g], answer[i].probabilities[g], kBatchTolerance);
    }
  }
}

TEST(PredictCallbacksTest, EachSegmentIsToldInItsOrderAsItIsInTheAnswer) {
  const auto song = wav(joined(music(60, 1), joined(silence(10), music(40, 2))));
  for (const std::size_t n_threads : {1U, 2U, 4U}) {
    for (const double hop_s : {3.0, 0.7, 0.5}) {
      std::vector<SegmentPrediction> told;
      const auto on_segment = [&](const SegmentPrediction& one) { told.push_back(one); };
      const Prediction p = shipped().predict(song, {.n_threads = n_threads, .hop_s = hop_s},
                                             {.on_segment = on_segment});
      expect_same(told, p.segments);
    }
  }
}

TEST(PredictCallbacksTest, TheFirstSegmentComesLongBeforeTheSoundsEnd) {
  const auto song = wav(music(300, 3));
  double decoded_s = 0;
  double first_at_s = -1;  // how much was decoded before it
  (void)shipped().predict(
      song, {},
      {.on_progress = [&](const SongProgress& progress) { decoded_s = progress.decoded_s; },
       .on_segment =
           [&](const SegmentPrediction&) {
             first_at_s = first_at_s < 0 ? decoded_s : first_at_s;
           }});
  EXPECT_GE(first_at_s, 0);
  EXPECT_LT(first_at_s, 6);  // of 300: within 5 % of the decoding
}

TEST(PredictCallbacksTest, SegmentsAreToldWhoseModelsWereStillBeingRead) {
  const auto song = wav(music(40, 9));
  const Classifier background =
      Classifier::open(test::kShipped, {.profile = {}, .members = {}, .load_in_background = true});
  for (const std::size_t n_threads : {1U, 3U}) {
    std::vector<SegmentPrediction> told;
    const Prediction p = background.predict(
        song, {.n_threads = n_threads},
        {.on_segment = [&](const SegmentPrediction& one) { told.push_back(one); }});
    expect_same(told, p.segments);
  }
}

TEST(PredictCallbacksTest, AllAreCalledByTheThreadThatAsked) {
  const auto caller = std::this_thread::get_id();
  std::size_t n_calls = 0;
  const auto note = [&] {
    EXPECT_EQ(std::this_thread::get_id(), caller);
    ++n_calls;
  };
  (void)shipped().predict(wav(music(60, 10)), {.n_threads = 4},
                          {.on_progress = [&](const SongProgress&) { note(); },
                           .on_segment = [&](const SegmentPrediction&) { note(); }});
  EXPECT_GE(n_calls, 20U);
}

TEST(PredictCallbacksTest, AListenerChangesNothingInTheAnswer) {
  const auto song = wav(music(100, 4));
  const Prediction alone = shipped().predict(song);
  const Prediction heard =
      shipped().predict(song, {}, {.on_segment = [](const SegmentPrediction&) {}});
  for (std::size_t g = 0; g < alone.probabilities.size(); ++g) {
    EXPECT_NEAR(alone.probabilities[g], heard.probabilities[g], kBatchTolerance);
  }
}

TEST(PredictCallbacksTest, SegmentsBeginAnewWhereTheChannelsCancel) {
  const std::vector<float> mono = music(30, 5);
  std::vector<float> inverted;
  inverted.reserve(2 * mono.size());
  for (const float sample : mono) {
    inverted.push_back(sample);
    inverted.push_back(-sample);
  }
  std::vector<SegmentPrediction> told;
  std::size_t n_restarts = 0;
  const Prediction p =
      shipped().predict(wav(inverted, 2), {},
                        {.on_segment = [&](const SegmentPrediction& one) { told.push_back(one); },
                         .on_restart =
                             [&] {
                               ++n_restarts;
                               told.clear();
                             }});
  EXPECT_EQ(n_restarts, 1U);
  expect_same(told, p.segments);
}

TEST(PredictCallbacksTest, WhatAListenerThrowsEndsThePrediction) {
  const auto stop = [](const SegmentPrediction&) { throw std::domain_error("stop"); };
  const auto song = wav(music(60, 6));
  for (const std::size_t n_threads : {1U, 4U}) {
    EXPECT_THROW((void)shipped().predict(song, {.n_threads = n_threads}, {.on_segment = stop}),
                 std::domain_error);
  }
}

TEST(PredictCallbacksTest, ASegmentAloneIsWrittenAsInThePrediction) {
  const Prediction p = shipped().predict(wav(music(6, 8)));
  const std::string whole = to_json(p, "a", {.segments = true});
  EXPECT_NE(whole.find(segment_json(p.segments[1], p.genres)), std::string::npos);
}

}  // namespace
}  // namespace earmark::inference
