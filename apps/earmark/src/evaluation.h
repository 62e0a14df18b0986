#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "earmark/ml/metrics.h"
#include "earmark/ml/tracks.h"

namespace earmark::inference {
class Classifier;
}

namespace earmark::cli {

/// One track's answer.
struct EvaluatedTrack {
  std::string id;
  std::string file;
  std::string genre;
  std::string artist;
  std::string kind;                      ///< "" where it failed
  std::optional<std::size_t> predicted;  ///< place in the genres; none: failed or not music
  std::vector<double> probabilities;     ///< [n_genres]; empty where it failed
  std::size_t n_segments = 0;            ///< that are not silent
  std::size_t n_segments_right = 0;
  std::string error_kind;  ///< "" where all is well
  std::string error;
};

/// What a bundle does on labelled tracks. A track without an answer counts as wrong.
struct Evaluation {
  std::string bundle_name;
  std::string bundle_version;
  std::vector<std::string> members;
  std::vector<std::string> genres;
  std::vector<EvaluatedTrack> tracks;
  std::size_t n_failed = 0;
  double accuracy = 0;
  ml::Interval accuracy_ci95;  ///< bootstrap over artists, tracks where the artist is unknown
  double balanced_accuracy = 0;
  double macro_f1 = 0;
  std::optional<double> ece;  ///< of the tracks with an answer, as nll; none if none has one
  std::optional<double> nll;
  std::optional<double> segment_accuracy;
  std::vector<std::size_t> confusion;  ///< [n_genres, n_genres], rows true
  std::vector<ml::ClassScores> per_genre;
  std::vector<ml::ReliabilityBin> reliability;  ///< of the tracks with an answer
};

/// Hears one track and keeps what evaluate() needs. Thread-safe.
/// @throws Interrupted, BundleError
[[nodiscard]] EvaluatedTrack evaluate_track(const inference::Classifier& classifier,
                                            const ml::Track& track);

/// @param tracks  at least one, whose genres are all among the classifier's
[[nodiscard]] Evaluation evaluate(const inference::Classifier& classifier,
                                  std::vector<EvaluatedTrack> tracks);

/// The object of `earmark evaluate --json`, with a line's end.
[[nodiscard]] std::string evaluation_json(const Evaluation& evaluation);

/// A page that needs nothing but itself: figures, confusion matrix, reliability diagram.
[[nodiscard]] std::string evaluation_html(const Evaluation& evaluation,
                                          const std::string& tracks_name);

}  // namespace earmark::cli
