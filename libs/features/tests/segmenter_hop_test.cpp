#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <stdexcept>
#include <vector>

#include "segmented_song.h"

namespace earmark::features {
namespace {

using test::Kept;
using test::ramp;
using test::Song;

TEST(SegmenterHop, AHopGivesASegmentAtEachMultipleAndCountsThePieces) {
  Song song{kSegmentSamples, 1.0};
  song.segmenter.push(ramp(2 * kSegmentSamples + kSampleRate - 1));  // 7 s but for a sample
  const SegmentSummary summary = song.segmenter.finish();
  ASSERT_EQ(song.segments.size(), 4U);  // at 0, 1, 2 and 3 s
  EXPECT_EQ(summary.n_segments, 2U);
  for (std::size_t i = 0; i < song.segments.size(); ++i) {
    const Kept& segment = song.segments[i];
    EXPECT_EQ(segment.index, i);
    EXPECT_EQ(segment.samples.size(), kSegmentSamples);
    EXPECT_EQ(segment.samples.front(), static_cast<float>(i * kSampleRate + 1));
    EXPECT_DOUBLE_EQ(segment.start_s, static_cast<double>(i));
    EXPECT_DOUBLE_EQ(segment.end_s, static_cast<double>(i + 3));
    EXPECT_EQ(segment.is_piece, i % 3 == 0);
    EXPECT_TRUE(segment.is_step);
  }
}

TEST(SegmenterHop, PiecesBetweenTheStepsAreGivenInOrder) {
  Song song{kSegmentSamples, 2.0};
  song.segmenter.push(ramp(3 * kSegmentSamples));
  EXPECT_EQ(song.segmenter.finish().n_segments, 3U);
  ASSERT_EQ(song.segments.size(), 5U);  // at 0, 2, 3, 4 and 6 s
  const std::vector<double> starts{0, 2, 3, 4, 6};
  for (std::size_t i = 0; i < starts.size(); ++i) {
    EXPECT_DOUBLE_EQ(song.segments[i].start_s, starts[i]);
    EXPECT_EQ(song.segments[i].is_piece, i % 2 == 0);
    EXPECT_EQ(song.segments[i].is_step, i != 2);
  }
}

TEST(SegmenterHop, StepsMeetPiecesWhereAHopIsNoWholeNumberOfSamples) {
  for (const double hop_s : {0.6, 0.75}) {  // 0.75 s: 16537.5 samples
    Song song{kSegmentSamples, hop_s};
    song.segmenter.push(ramp(40 * kSegmentSamples));
    EXPECT_EQ(song.segmenter.finish().n_segments, 40U);
    EXPECT_TRUE(std::ranges::all_of(song.segments, &Kept::is_step)) << hop_s;
    EXPECT_EQ(std::ranges::count_if(song.segments, &Kept::is_piece), 40) << hop_s;
  }
}

TEST(SegmenterHop, BeginsAnewWithAHopToo) {
  Song song{kSegmentSamples, 0.5};
  song.segmenter.push(ramp(kSegmentSamples + kSampleRate));
  (void)song.segmenter.finish();
  song.segmenter.push(ramp(kSegmentSamples));
  (void)song.segmenter.finish();
  ASSERT_EQ(song.segments.size(), 4U);  // at 0, 0.5 and 1 s; at 0 s
  EXPECT_EQ(song.segments[3], song.segments[0]);
}

TEST(SegmenterHop, AShortSongIsOneSegmentWhateverTheHop) {
  Song song{kSegmentSamples, 0.5};
  song.segmenter.push(ramp(std::size_t{2} * kSampleRate));
  EXPECT_EQ(song.segmenter.finish().n_segments, 1U);
  EXPECT_EQ(song.segments.size(), 1U);
}

TEST(SegmenterHop, RejectsHopsOutsideHalfASecondToASegment) {
  for (const double hop_s : {0.49, 3.01, std::numeric_limits<double>::quiet_NaN()}) {
    EXPECT_THROW((Song{kSegmentSamples, hop_s}), std::invalid_argument) << hop_s;
  }
}

}  // namespace
}  // namespace earmark::features
