#include "song_features.h"

#include "earmark/command_line/interrupt.h"
#include "earmark/features/segment_length.h"
#include "earmark/inference/embedder.h"
#include "earmark/inference/song_analyzer.h"

namespace earmark::cli {

SongFeatures song_features(const inference::SongAnalyzer& analyzer,
                           const inference::Embedder& embedder, const inference::Sound& sound) {
  const double segment_s = features::seconds_of(analyzer.segment_samples());
  // Public tables say 66149 of a segment of 66150 samples.
  const double table_length = static_cast<double>(analyzer.segment_samples()) - 1.0;
  SongFeatures song;
  const auto on_segment = [&](const inference::AnalyzedSegment& segment) {
    if (segment.table.empty()) {
      return;
    }
    ml::SegmentResult result;
    result.start_s = segment.start_s;
    result.length = table_length;
    // Only the first segment can end so early, and its length is exact.
    result.excerpt = segment.end_s < segment_s;
    result.features.assign(segment.table.begin(), segment.table.end());
    result.tensor.assign(segment.mfcc.begin(), segment.mfcc.end());
    if (!embedder.empty()) {
      result.embedding.resize(embedder.n_values());
      embedder.embed(segment.patches, result.embedding);
    }
    song.segments.push_back(std::move(result));
  };
  inference::SongSummary summary = analyzer.analyze(
      sound, on_segment,
      {.n_threads = 1,
       .may_share = {},
       .on_restart = [&] { song.segments.clear(); },
       .on_progress = [](const inference::SongProgress&) { throw_if_interrupted(); }});
  song.warnings = std::move(summary.warnings);
  return song;
}

}  // namespace earmark::cli
