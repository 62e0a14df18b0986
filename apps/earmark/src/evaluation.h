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
  bool unsure = false;
  bool excerpt = false;        ///< a clip shorter than one segment
  std::size_t n_segments = 0;  ///< that are not silent
  std::size_t n_segments_right = 0;
  std::string error_kind;  ///< "" where all is well
  std::string error;
};

/// What was asked of which bundle.
struct EvaluatedBundle {
  std::string name;
  std::string version;
  std::vector<std::string> members;
  std::vector<std::string> genres;
};

/// The accuracy on some of the tracks, or on more of them.
struct GroupAccuracy {
  std::string name;  ///< such as "excerpts"
  std::size_t n_tracks = 0;
  double accuracy = 0;
  ml::Interval accuracy_ci95;
};

/// What a bundle does on labelled tracks. A track without an answer counts as wrong.
struct Evaluation {
  EvaluatedBundle bundle;
  std::string protocol;  ///< what the figures are worth; "" where nobody can know
  std::vector<EvaluatedTrack> tracks;
  std::size_t n_failed = 0;
  double accuracy = 0;
  ml::Interval accuracy_ci95;  ///< bootstrap over artists, tracks where the artist is unknown
  double balanced_accuracy = 0;
  double macro_f1 = 0;
  std::optional<double> ece;  ///< of the tracks with an answer, as nll; none if none has one
  std::optional<double> nll;
  std::optional<double> segment_accuracy;  ///< none where only tracks were looked at
  double accuracy_top2 = 0;                ///< the right genre is the first or the second
  double share_unsure = 0;                 ///< of the tracks with an answer
  std::optional<double> accuracy_sure;     ///< of the answers that are not unsure; none if all are
  std::optional<double> ece_equal_mass;    ///< as ece, over ten bins of as many tracks each
  std::optional<double> ece_if_perfect;    ///< what chance makes of that where confidences are true
  std::vector<GroupAccuracy> groups;
  std::vector<std::size_t> confusion;  ///< [n_genres, n_genres], rows true
  std::vector<ml::ClassScores> per_genre;
  std::vector<ml::ReliabilityBin> reliability;  ///< of the tracks with an answer
};

/// Hears one track and keeps what evaluate() needs. Thread-safe.
/// @throws Interrupted, BundleError
[[nodiscard]] EvaluatedTrack evaluate_track(const inference::Classifier& classifier,
                                            const ml::Track& track);

/// @param tracks  at least one, whose genres are all among the bundle's
[[nodiscard]] Evaluation evaluate(EvaluatedBundle bundle, std::vector<EvaluatedTrack> tracks);

/// The accuracy of a group of tracks, one at least.
[[nodiscard]] GroupAccuracy group_accuracy(std::string name,
                                           const std::vector<EvaluatedTrack>& tracks,
                                           const std::vector<std::string>& genres);

/// The object of `earmark evaluate --json`, with a line's end.
[[nodiscard]] std::string evaluation_json(const Evaluation& evaluation);

/// A few figures as a flat object, as a tool that compares runs wants them.
[[nodiscard]] std::string evaluation_metrics(const Evaluation& evaluation);

/// CSV with a row a track: `track`, `actual`, `predicted` (a genre, or the kind of sound that has
/// none, or "failed") and `confidence`.
[[nodiscard]] std::string evaluation_answers(const Evaluation& evaluation);

/// A page that needs nothing but itself: figures, confusion matrix, reliability diagram.
[[nodiscard]] std::string evaluation_html(const Evaluation& evaluation,
                                          const std::string& tracks_name);

}  // namespace earmark::cli
