#include "song_features.h"

#include "earmark/features/recipe.h"
#include "earmark/inference/song_analyzer.h"
#include "interrupt.h"

namespace earmark::cli {

SongFeatures song_features(const inference::SongAnalyzer& analyzer,
                           const std::filesystem::path& file) {
  // What public tables say of a segment of 66150 samples.
  constexpr double kTableLength = 66149;
  SongFeatures song;
  const auto on_segment = [&](const inference::AnalyzedSegment& segment) {
    ml::SegmentResult result;
    result.start_s = segment.start_s;
    result.length = kTableLength;
    result.excerpt = segment.end_s - segment.start_s < features::kSegmentSeconds;
    result.features.assign(segment.table.begin(), segment.table.end());
    result.tensor.assign(segment.mfcc.begin(), segment.mfcc.end());
    song.segments.push_back(std::move(result));
  };
  inference::SongSummary summary = analyzer.analyze(
      {file, {}}, on_segment,
      {.n_threads = 1,
       .may_share = {},
       .on_restart = [&] { song.segments.clear(); },
       .on_progress = [](const inference::SongProgress&) { throw_if_interrupted(); }});
  song.warnings = std::move(summary.warnings);
  return song;
}

}  // namespace earmark::cli
