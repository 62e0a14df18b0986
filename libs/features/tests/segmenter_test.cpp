#include "earmark/features/segmenter.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <limits>
#include <numeric>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "earmark/base/errors.h"
#include "earmark/features/segment_length.h"
#include "segmented_song.h"

namespace earmark::features {
namespace {

using test::Kept;
using test::ramp;
using test::Song;

std::string too_short_kind(std::size_t n_samples) {
  Song song;
  song.segmenter.push(ramp(n_samples));
  try {
    (void)song.segmenter.finish();
  } catch (const DecodeError& error) {
    return error.kind();
  }
  return "";
}

TEST(Segmenter, CutsWithoutGapOrOverlap) {
  Song song;
  const auto y = ramp(2 * kSegmentSamples);
  song.segmenter.push(y);
  const SegmentSummary summary = song.segmenter.finish();
  ASSERT_EQ(song.segments.size(), 2U);
  EXPECT_EQ(song.segments[0].samples.front(), 1.0F);
  EXPECT_EQ(song.segments[1].samples.front(), 66151.0F);
  EXPECT_EQ(song.segments[1].samples.back(), 132300.0F);
  EXPECT_EQ(song.segments[1].index, 1U);
  EXPECT_EQ(song.segments[1].start_s, 3.0);
  EXPECT_EQ(song.segments[1].end_s, 6.0);
  EXPECT_EQ(summary.duration_s, 6.0);
  EXPECT_EQ(summary.n_segments, 2U);
  EXPECT_TRUE(summary.warnings.empty());
}

TEST(Segmenter, DropsTheRestAfterAWholeSegment) {
  Song song;
  song.segmenter.push(ramp(2 * kSegmentSamples - 1));
  const SegmentSummary summary = song.segmenter.finish();
  EXPECT_EQ(song.segments.size(), 1U);
  EXPECT_TRUE(summary.warnings.empty());
  EXPECT_DOUBLE_EQ(summary.duration_s, (2.0 * kSegmentSamples - 1.0) / kSampleRate);
}

TEST(Segmenter, RepeatsAShortSongWithAWarning) {
  Song song;
  song.segmenter.push(ramp(kSampleRate));
  const SegmentSummary summary = song.segmenter.finish();
  ASSERT_EQ(song.segments.size(), 1U);
  const auto& samples = song.segments[0].samples;
  ASSERT_EQ(samples.size(), kSegmentSamples);
  for (std::size_t i = 0; i < samples.size(); ++i) {
    ASSERT_EQ(samples[i], static_cast<float>(i % kSampleRate + 1)) << i;
  }
  EXPECT_EQ(song.segments[0].end_s, 1.0);
  EXPECT_EQ(summary.warnings,
            std::vector<std::string>{"the sound lasts only 1.00 s and was repeated to fill 3 s"});
}

TEST(Segmenter, CutsIntoSegmentsOfAnyLength) {
  Song song{33075};
  song.segmenter.push(ramp(2 * kSegmentSamples - 1));
  const SegmentSummary summary = song.segmenter.finish();
  ASSERT_EQ(song.segments.size(), 3U);
  EXPECT_EQ(song.segments[2].samples.size(), 33075U);
  EXPECT_EQ(song.segments[2].samples.front(), 66151.0F);
  EXPECT_EQ(song.segments[2].start_s, 3.0);
  EXPECT_EQ(song.segments[2].end_s, 4.5);
  EXPECT_TRUE(summary.warnings.empty());
}

TEST(Segmenter, NamesTheLengthThatAShortSongIsRepeatedTo) {
  for (const auto& [n_samples, length] :
       {std::pair{33075U, "1.5 s"}, {661500U, "30 s"}, {27222U, "1.23456 s"}}) {
    Song song{n_samples};
    song.segmenter.push(ramp(kSampleRate));
    const SegmentSummary summary = song.segmenter.finish();
    ASSERT_EQ(song.segments.size(), 1U);
    EXPECT_EQ(song.segments[0].samples.size(), n_samples);
    EXPECT_EQ(song.segments[0].samples.back(),
              static_cast<float>((n_samples - 1) % kSampleRate + 1));
    EXPECT_EQ(song.segments[0].end_s, 1.0);
    EXPECT_EQ(summary.warnings,
              std::vector<std::string>{
                  std::string{"the sound lasts only 1.00 s and was repeated to fill "} + length});
  }
}

TEST(Segmenter, HalfASecondIsTheShortestSong) {
  EXPECT_EQ(too_short_kind(0), "too_short");
  EXPECT_EQ(too_short_kind(11024), "too_short");
  EXPECT_EQ(too_short_kind(11025), "");
}

TEST(Segmenter, FlagsSegmentsUnder80DecibelsBelowFullScale) {
  Song song;
  std::vector<float> y(3 * kSegmentSamples, -0.99e-4F);
  y[kSegmentSamples] = -1e-4F;
  song.segmenter.push(y);
  const SegmentSummary summary = song.segmenter.finish();
  EXPECT_TRUE(song.segments[0].silent);
  EXPECT_FALSE(song.segments[1].silent);
  EXPECT_TRUE(song.segments[2].silent);
  EXPECT_EQ(summary.n_silent, 2U);
}

TEST(Segmenter, RefusesABlockWithASampleThatIsNotFinite) {
  Song song;
  song.segmenter.push(ramp(kSampleRate));
  for (const float bad :
       {std::numeric_limits<float>::quiet_NaN(), -std::numeric_limits<float>::infinity()}) {
    try {
      song.segmenter.push(std::vector<float>{0.0F, bad});
      FAIL() << "no error";
    } catch (const DecodeError& error) {
      EXPECT_EQ(error.kind(), "decode");
      EXPECT_STREQ(error.what(), "the sound has a sample that is not a finite number at 1.00 s");
    }
  }
  EXPECT_DOUBLE_EQ(song.segmenter.finish().duration_s, 1.0);
}

TEST(Segmenter, BeginsAnewAfterFinish) {
  Song song;
  song.segmenter.push(ramp(10));
  EXPECT_THROW((void)song.segmenter.finish(), DecodeError);
  song.segmenter.push(ramp(kSegmentSamples + 5));
  EXPECT_EQ(song.segmenter.finish().n_segments, 1U);
  song.segmenter.push(ramp(kSegmentSamples));
  EXPECT_EQ(song.segmenter.finish().duration_s, 3.0);
  ASSERT_EQ(song.segments.size(), 2U);
  EXPECT_EQ(song.segments[0], song.segments[1]);
}

TEST(Segmenter, NeverSaysThatASoundIsShorterThanItsOwnLength) {
  Song song;
  song.segmenter.push(ramp(kMinSegmentSamples - 1));
  try {
    (void)song.segmenter.finish();
    FAIL() << "no error";
  } catch (const DecodeError& error) {
    EXPECT_STREQ(error.what(), "the sound lasts 0.49 s; at least 0.5 s is needed");
  }
  song.segmenter.push(ramp(kSegmentSamples - 1));
  EXPECT_EQ(song.segmenter.finish().warnings,
            std::vector<std::string>{"the sound lasts only 2.99 s and was repeated to fill 3 s"});
}

TEST(Segmenter, BeginsAnewAfterACallThatThrows) {
  int n_calls = 0;
  std::vector<Kept> segments;
  Segmenter segmenter{[&](const Segment& s) {
    if (++n_calls == 2 || n_calls == 4) {
      throw std::runtime_error("full");
    }
    segments.push_back(
        {{s.samples.begin(), s.samples.end()}, s.index, s.start_s, s.end_s, s.silent});
  }};
  const auto song = ramp(kSegmentSamples);
  segmenter.push(song);
  EXPECT_THROW(segmenter.push(song), std::runtime_error);
  segmenter.push(song);
  EXPECT_EQ(segmenter.finish().n_segments, 1U);
  ASSERT_EQ(segments.size(), 2U);
  EXPECT_EQ(segments[1], segments[0]);
  segmenter.push(ramp(kSampleRate));
  EXPECT_THROW((void)segmenter.finish(), std::runtime_error);
  EXPECT_THROW((void)segmenter.finish(), DecodeError);  // of a song without a sample
}

TEST(Segmenter, NeedsSomebodyToCall) { EXPECT_THROW(Segmenter{nullptr}, std::invalid_argument); }

TEST(Segmenter, RejectsLengthsOutsideHalfASecondToAMinute) {
  EXPECT_THROW(Song{kMinSegmentSamples - 1}, std::invalid_argument);
  EXPECT_THROW(Song{kMaxSegmentSamples + 1}, std::invalid_argument);
}

RC_GTEST_PROP(SegmenterProperty, BlockSizesDoNotChangeTheSegments, ()) {
  const auto y = ramp(*rc::gen::inRange<std::size_t>(11025, 4 * kSegmentSamples));
  const auto n_samples = *rc::gen::inRange<std::size_t>(kMinSegmentSamples, 5 * kSegmentSamples);
  // Without a hop, or one up to a segment's length.
  std::optional<double> hop_s;
  if (*rc::gen::arbitrary<bool>()) {
    const auto n_hop = *rc::gen::inRange<std::size_t>(kMinSegmentSamples, n_samples + 1);
    hop_s = seconds_of(n_hop);
  }
  Song whole{n_samples, hop_s};
  whole.segmenter.push(y);
  const double duration_s = whole.segmenter.finish().duration_s;

  Song pieces{n_samples, hop_s};
  for (std::span<const float> rest{y}; !rest.empty();) {
    const auto n = std::min(rest.size(), *rc::gen::inRange<std::size_t>(1, 50000));
    pieces.segmenter.push(rest.first(n));
    rest = rest.subspan(n);
  }
  RC_ASSERT(pieces.segmenter.finish().duration_s == duration_s);
  RC_ASSERT(pieces.segments == whole.segments);
}

}  // namespace
}  // namespace earmark::features
