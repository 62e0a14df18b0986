#include "evaluation.h"

#include <algorithm>
#include <utility>

#include "earmark/base/errors.h"
#include "earmark/inference/classifier.h"
#include "earmark/ml/split.h"
#include "interrupt.h"

namespace earmark::cli {
namespace {

std::size_t place_of(const std::vector<std::string>& genres, const std::string& genre) {
  return static_cast<std::size_t>(std::find(genres.begin(), genres.end(), genre) - genres.begin());
}

void count_segments(EvaluatedTrack& track, const inference::Prediction& prediction) {
  const std::size_t truth = place_of(prediction.genres, track.genre);
  for (const inference::SegmentPrediction& segment : prediction.segments) {
    if (!segment.silent) {
      ++track.n_segments;
      if (inference::largest(segment.probabilities, 1).front() == truth) {
        ++track.n_segments_right;
      }
    }
  }
}

std::vector<std::string> groups_of(const std::vector<EvaluatedTrack>& tracks) {
  std::vector<std::string> groups;
  groups.reserve(tracks.size());
  for (const EvaluatedTrack& track : tracks) {
    groups.push_back(ml::artist_group(track.artist, track.id));
  }
  return groups;
}

/// Figures of the probabilities, over the tracks with an answer: a silent one's are the priors,
/// which nobody is told as its genre.
void judge_probabilities(Evaluation& evaluation) {
  std::vector<double> probabilities;
  std::vector<int> y;
  for (const EvaluatedTrack& track : evaluation.tracks) {
    if (track.predicted) {
      probabilities.insert(probabilities.end(), track.probabilities.begin(),
                           track.probabilities.end());
      y.push_back(static_cast<int>(place_of(evaluation.genres, track.genre)));
    }
  }
  if (y.empty()) {
    return;
  }
  const MatrixView<const double> view{probabilities.data(), y.size(), evaluation.genres.size()};
  evaluation.nll = ml::negative_log_likelihood(view, y);
  evaluation.reliability = ml::reliability_bins(view, y);
  evaluation.ece = ml::expected_calibration_error(evaluation.reliability);
}

}  // namespace

EvaluatedTrack evaluate_track(const inference::Classifier& classifier, const ml::Track& track) {
  EvaluatedTrack result{.id = track.id,
                        .file = track.file.string(),
                        .genre = track.genre,
                        .artist = track.artist,
                        .kind = {},
                        .predicted = {},
                        .probabilities = {},
                        .error_kind = {},
                        .error = {}};
  try {
    const inference::Prediction prediction = classifier.predict(
        track.file, {}, [](const inference::SongProgress&) { throw_if_interrupted(); });
    result.kind = inference::to_string(prediction.kind);
    result.predicted = prediction.best();
    result.probabilities = prediction.probabilities;
    count_segments(result, prediction);
  } catch (const DecodeError& error) {
    result.error_kind = error.kind();
    result.error = error.what();
  }
  return result;
}

Evaluation evaluate(const inference::Classifier& classifier, std::vector<EvaluatedTrack> tracks) {
  Evaluation evaluation;
  evaluation.bundle_name = classifier.manifest().name;
  evaluation.bundle_version = classifier.manifest().version;
  evaluation.members = classifier.members();
  evaluation.genres = classifier.manifest().genres;
  evaluation.tracks = std::move(tracks);
  std::vector<int> y;
  std::vector<int> predicted;
  std::size_t n_segments = 0;
  std::size_t n_segments_right = 0;
  for (const EvaluatedTrack& track : evaluation.tracks) {
    y.push_back(static_cast<int>(place_of(evaluation.genres, track.genre)));
    predicted.push_back(track.predicted ? static_cast<int>(*track.predicted) : -1);
    if (!track.error.empty()) {
      ++evaluation.n_failed;
    }
    n_segments += track.n_segments;
    n_segments_right += track.n_segments_right;
  }
  const int n_genres = static_cast<int>(evaluation.genres.size());
  evaluation.accuracy = ml::accuracy(y, predicted);
  evaluation.accuracy_ci95 = ml::accuracy_interval(y, predicted, groups_of(evaluation.tracks));
  evaluation.balanced_accuracy = ml::balanced_accuracy(y, predicted, n_genres);
  evaluation.macro_f1 = ml::macro_f1(y, predicted, n_genres);
  evaluation.confusion = ml::confusion_matrix(y, predicted, n_genres);
  evaluation.per_genre = ml::class_scores(y, predicted, n_genres);
  if (n_segments > 0) {
    evaluation.segment_accuracy =
        static_cast<double>(n_segments_right) / static_cast<double>(n_segments);
  }
  judge_probabilities(evaluation);
  return evaluation;
}

}  // namespace earmark::cli
