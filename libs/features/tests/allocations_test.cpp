#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "earmark/features/log_mel_patch.h"
#include "earmark/features/segment_analyzer.h"
#include "earmark/features/segment_length.h"
#include "golden_signals.h"
#include "support/count_allocations.h"

namespace earmark::features {
namespace {

using test::golden_signal;

TEST(SegmentAnalyzer, AllocatesNothingAfterItsFirstSegment) {
  for (const std::size_t n_samples : {std::size_t{33333}, kSegmentSamples}) {
    const auto first = golden_signal("noise", n_samples);
    const auto second = golden_signal("song_120_bpm", n_samples);
    const SegmentAnalyzer analyzer{n_samples};
    SegmentAnalyzer::Scratch scratch;
    std::vector<float> row(kNFeatures);
    std::vector<float> mfcc(analyzer.n_frames() * kNMfccTensor);
    const MatrixView<float> tensor{mfcc.data(), analyzer.n_frames(), kNMfccTensor};
    analyzer.analyze(first, {}, scratch, row, tensor);
    const std::size_t before = earmark::test::allocations;
    analyzer.analyze(second, {}, scratch, row, tensor);
    EXPECT_EQ(earmark::test::allocations - before, 0U) << n_samples;
    const std::vector<float> counted(1);
    EXPECT_EQ(earmark::test::allocations - before, 1U);  // the counter counts
  }
}

TEST(LogMelPatch, AllocatesNothingAfterTheFirstOfTheLargest) {
  const LogMelPatch musicnn{musicnn_patch()};
  const LogMelPatch ced{ced_patch()};
  const auto loud = golden_signal("scale_1e+30", kPatchSamples);
  const auto song = golden_signal("song_120_bpm", kPatchSamples);
  std::vector<float> out(std::max(musicnn_patch().n_values(), ced_patch().n_values()));
  LogMelPatch::Scratch scratch;
  const auto process = [&](const LogMelPatch& patch, std::span<const float> y) {
    patch.process(y, scratch, {out.data(), patch.config().n_frames, patch.config().n_mels});
  };
  process(musicnn, loud);
  process(ced, loud);
  const std::size_t before = earmark::test::allocations;
  process(musicnn, song);
  process(ced, song);
  process(musicnn, loud);
  EXPECT_EQ(earmark::test::allocations - before, 0U);
}

}  // namespace
}  // namespace earmark::features
