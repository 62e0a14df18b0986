#pragma once

#include <string>
#include <vector>

#include "earmark/ml/prepared_writer.h"

namespace earmark::inference {
class Embedder;
class SongAnalyzer;
struct Sound;
}  // namespace earmark::inference

namespace earmark::cli {

/// The features of a song, segment by segment.
struct SongFeatures {
  std::vector<ml::SegmentResult> segments;
  std::vector<std::string> warnings;
};

/// Analyses a sound on the calling thread. Silent segments are in the result where the analyzer
/// analyses them (SongAnalyzerOptions::silent_segments).
/// @param embedder  of whose patches the analyzer was made; may be empty
/// @throws DecodeError, BundleError, Interrupted
[[nodiscard]] SongFeatures song_features(const inference::SongAnalyzer& analyzer,
                                         const inference::Embedder& embedder,
                                         const inference::Sound& sound);

}  // namespace earmark::cli
