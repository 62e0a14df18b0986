#include "evaluation.h"

#include <algorithm>
#include <utility>

#include "earmark/base/errors.h"
#include "earmark/command_line/interrupt.h"
#include "earmark/features/recipe.h"
#include "earmark/inference/classifier.h"
#include "earmark/ml/artist_groups.h"

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
  std::vector<std::string> names;
  names.reserve(tracks.size());
  for (const EvaluatedTrack& track : tracks) {
    names.push_back(track.artist);
  }
  const ml::ArtistGroups artists{names};
  std::vector<std::string> groups;
  groups.reserve(tracks.size());
  for (const EvaluatedTrack& track : tracks) {
    groups.push_back(artists.group(track.artist, track.id));
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
      y.push_back(static_cast<int>(place_of(evaluation.bundle.genres, track.genre)));
    }
  }
  if (y.empty()) {
    return;
  }
  const MatrixView<const double> view{probabilities.data(), y.size(),
                                      evaluation.bundle.genres.size()};
  evaluation.nll = ml::negative_log_likelihood(view, y);
  evaluation.reliability = ml::reliability_bins(view, y);
  evaluation.ece = ml::expected_calibration_error(evaluation.reliability);
  evaluation.ece_equal_mass = ml::expected_calibration_error(ml::equal_mass_bins(view, y));
  evaluation.ece_if_perfect = ml::perfect_calibration_error(view);
}

void judge_sureness(Evaluation& evaluation) {
  std::size_t n_answers = 0;
  std::size_t n_sure = 0;
  std::size_t n_sure_right = 0;
  std::size_t n_top2 = 0;
  for (const EvaluatedTrack& track : evaluation.tracks) {
    if (!track.predicted) {
      continue;
    }
    const std::size_t truth = place_of(evaluation.bundle.genres, track.genre);
    const std::vector<std::size_t> first_two = inference::largest(track.probabilities, 2);
    n_top2 += std::ranges::count(first_two, truth) > 0 ? 1U : 0U;
    ++n_answers;
    n_sure += track.unsure ? 0U : 1U;
    n_sure_right += !track.unsure && *track.predicted == truth ? 1U : 0U;
  }
  const auto share = [](std::size_t n, std::size_t of) {
    return of == 0 ? 0.0 : static_cast<double>(n) / static_cast<double>(of);
  };
  evaluation.accuracy_top2 = share(n_top2, evaluation.tracks.size());
  evaluation.share_unsure = share(n_answers - n_sure, n_answers);
  if (n_sure > 0) {
    evaluation.accuracy_sure = share(n_sure_right, n_sure);
  }
}

/// True and predicted classes of tracks.
struct Answers {
  std::vector<int> y;
  std::vector<int> predicted;
};

Answers answers_of(const std::vector<EvaluatedTrack>& tracks,
                   const std::vector<std::string>& genres) {
  Answers answers;
  for (const EvaluatedTrack& track : tracks) {
    answers.y.push_back(static_cast<int>(place_of(genres, track.genre)));
    answers.predicted.push_back(track.predicted ? static_cast<int>(*track.predicted) : -1);
  }
  return answers;
}

/// Whole tracks and excerpts apart, where there are both.
std::vector<GroupAccuracy> by_length(const std::vector<EvaluatedTrack>& tracks,
                                     const std::vector<std::string>& genres) {
  std::vector<EvaluatedTrack> whole;
  std::vector<EvaluatedTrack> excerpts;
  for (const EvaluatedTrack& track : tracks) {
    (track.excerpt ? excerpts : whole).push_back(track);
  }
  if (whole.empty() || excerpts.empty()) {
    return {};
  }
  return {group_accuracy("whole tracks", whole, genres),
          group_accuracy("excerpts of under 3 s", excerpts, genres)};
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
        track.file, {},
        {.on_progress = [](const inference::SongProgress&) { throw_if_interrupted(); }});
    result.kind = inference::to_string(prediction.kind);
    result.predicted = prediction.best();
    result.probabilities = prediction.probabilities;
    result.unsure = prediction.unsure;
    result.excerpt = prediction.duration_s < static_cast<double>(features::kSegmentSeconds);
    count_segments(result, prediction);
  } catch (const DecodeError& error) {
    result.error_kind = error.kind();
    result.error = error.what();
  }
  return result;
}

GroupAccuracy group_accuracy(std::string name, const std::vector<EvaluatedTrack>& tracks,
                             const std::vector<std::string>& genres) {
  const Answers answers = answers_of(tracks, genres);
  return {std::move(name), tracks.size(), ml::accuracy(answers.y, answers.predicted),
          ml::accuracy_interval(answers.y, answers.predicted, groups_of(tracks))};
}

Evaluation evaluate(EvaluatedBundle bundle, std::vector<EvaluatedTrack> tracks) {
  Evaluation evaluation;
  evaluation.bundle = std::move(bundle);
  evaluation.tracks = std::move(tracks);
  std::size_t n_segments = 0;
  std::size_t n_segments_right = 0;
  for (const EvaluatedTrack& track : evaluation.tracks) {
    evaluation.n_failed += track.error.empty() ? 0U : 1U;
    n_segments += track.n_segments;
    n_segments_right += track.n_segments_right;
  }
  const int n_genres = static_cast<int>(evaluation.bundle.genres.size());
  const auto [y, predicted] = answers_of(evaluation.tracks, evaluation.bundle.genres);
  evaluation.accuracy = ml::accuracy(y, predicted);
  evaluation.accuracy_ci95 = ml::accuracy_interval(y, predicted, groups_of(evaluation.tracks));
  evaluation.balanced_accuracy = ml::balanced_accuracy(y, predicted, n_genres);
  evaluation.macro_f1 = ml::macro_f1(y, predicted, n_genres);
  evaluation.confusion = ml::confusion_matrix(y, predicted, n_genres);
  evaluation.per_genre = ml::class_scores(y, predicted, n_genres);
  evaluation.groups = by_length(evaluation.tracks, evaluation.bundle.genres);
  if (n_segments > 0) {
    evaluation.segment_accuracy =
        static_cast<double>(n_segments_right) / static_cast<double>(n_segments);
  }
  judge_probabilities(evaluation);
  judge_sureness(evaluation);
  return evaluation;
}

}  // namespace earmark::cli
