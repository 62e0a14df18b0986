#include "evaluate_prepared.h"

#include <algorithm>
#include <map>
#include <set>
#include <span>
#include <string_view>
#include <utility>

#include "earmark/base/errors.h"
#include "earmark/base/matrix.h"
#include "earmark/command_line/interrupt.h"
#include "earmark/command_line/usage.h"
#include "earmark/inference/member.h"
#include "earmark/ml/calibration.h"
#include "earmark/ml/metrics.h"
#include "earmark/ml/prepared_data.h"
#include "held_out_protocol.h"
#include "prepared_models.h"
#include "track_means.h"

namespace earmark::cli {
namespace {

std::vector<std::size_t> rows_of(const ml::PreparedData& data, const std::string& split) {
  std::vector<std::size_t> rows;
  std::set<std::string> splits;
  for (std::size_t i = 0; i < data.segments.size(); ++i) {
    const ml::PreparedSegment& segment = data.segments[i];
    splits.insert(segment.split);
    if ((split.empty() || segment.split == split) && segment.copy_of().empty()) {
      rows.push_back(i);
    }
  }
  if (rows.empty()) {
    throw UsageError("no prepared segment is of the split " + split + ", only of " +
                     enumerate({splits.begin(), splits.end()}));
  }
  return rows;
}

/// The class of every segment; genres that the models do not know are no matter where the segment
/// takes no part.
std::vector<int> classes_of(const ml::PreparedData& data, std::span<const std::size_t> rows,
                            const std::vector<std::string>& genres) {
  std::vector<int> y(data.segments.size(), -1);
  for (const std::size_t row : rows) {
    const ml::PreparedSegment& segment = data.segments[row];
    const auto found = std::ranges::find(genres, segment.genre);
    if (found == genres.end()) {
      throw TableError("track " + segment.track + " is labelled \"" + segment.genre +
                       "\", which the models do not know; they know " + enumerate(genres));
    }
    y[row] = static_cast<int>(found - genres.begin());
  }
  return y;
}

void add_weighted(std::span<const double> values, double weight, std::span<double> sum) {
  for (std::size_t i = 0; i < sum.size(); ++i) {
    sum[i] += weight * values[i];
  }
}

class Listener {
 public:
  Listener(const PreparedModels& models, const ml::PreparedData& data,
           std::vector<std::size_t> rows)
      : models_{models},
        data_{data},
        rows_{std::move(rows)},
        y_{classes_of(data, rows_, models.bundle.genres)},
        of_segments_{rows_.size(), models.bundle.genres.size()} {}

  [[nodiscard]] std::vector<EvaluatedTrack> hear() {
    for (std::size_t m = 0; m < models_.members.size(); ++m) {
      ask(*models_.members[m], models_.weights[m]);
    }
    std::vector<EvaluatedTrack> tracks;
    tracks.reserve(tracks_.y.size());
    for (std::size_t i = 0; i < tracks_.y.size(); ++i) {
      tracks.push_back(track(i));
    }
    count_segments(tracks);
    return tracks;
  }

 private:
  [[nodiscard]] MatrixView<const float> segments_for(inference::Input input) const {
    switch (input) {
      case inference::Input::kTableRow:
        return data_.features();
      case inference::Input::kMfcc:
        return data_.tensors();
      case inference::Input::kEmbedding:
        break;
    }
    return data_.embeddings();
  }

  void ask(const inference::Member& member, double weight) {
    const MatrixView<const float> segments = segments_for(member.input());
    Matrix<double> answers(rows_.size(), models_.bundle.genres.size());
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      throw_if_interrupted();
      member.predict(segments.rows(rows_[i], 1), answers.view().rows(i, 1));
      add_weighted(answers.row(i), weight, of_segments_.row(i));
    }
    tracks_ = track_means(data_, y_, rows_, std::as_const(answers).view(), member.song_mean());
    of_tracks_.resize(tracks_.probabilities.size());
    add_weighted(tracks_.probabilities, weight, of_tracks_);
  }

  [[nodiscard]] EvaluatedTrack track(std::size_t i) const {
    const std::size_t n_genres = models_.bundle.genres.size();
    const ml::PreparedSegment& segment = data_.segments[tracks_.first_row[i]];
    EvaluatedTrack track;
    track.id = segment.track;
    track.file = segment.track;
    track.genre = segment.genre;
    track.artist = segment.artist;
    track.kind = "music";
    track.excerpt = segment.excerpt;
    const auto answer = std::span{of_tracks_}.subspan(i * n_genres, n_genres);
    track.probabilities.assign(answer.begin(), answer.end());
    for (double& p : track.probabilities) {
      p = std::clamp(p, 0.0, 1.0);  // weights may add to a little over 1
    }
    ml::apply_temperature(track.probabilities, models_.calibration.temperature);
    const auto best = std::ranges::max_element(track.probabilities);
    track.predicted = static_cast<std::size_t>(best - track.probabilities.begin());
    track.unsure = *best < models_.calibration.unsure_below;
    return track;
  }

  void count_segments(std::vector<EvaluatedTrack>& tracks) const {
    std::map<std::string_view, EvaluatedTrack*> of_id;
    for (EvaluatedTrack& track : tracks) {
      of_id[track.id] = &track;
    }
    const std::vector<int> predicted = ml::most_probable(of_segments_.view());
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      EvaluatedTrack& track = *of_id.at(data_.segments[rows_[i]].track);
      ++track.n_segments;
      track.n_segments_right += predicted[i] == y_[rows_[i]] ? 1U : 0U;
    }
  }

  const PreparedModels& models_;
  const ml::PreparedData& data_;
  std::vector<std::size_t> rows_;
  std::vector<int> y_;             ///< class of every segment; -1 where it takes no part
  Matrix<double> of_segments_;     ///< [n_rows, n_genres], the members' mean
  TrackMeans tracks_;              ///< of the member asked last
  std::vector<double> of_tracks_;  ///< [n_tracks, n_genres], the members' mean
};

}  // namespace

Evaluation evaluate_prepared(const PreparedEvaluation& wanted) {
  const auto [models, data] = load_models_and_data(wanted.data, wanted.members, wanted.classifier);
  Evaluation evaluation =
      evaluate(models.bundle, Listener{models, data, rows_of(data, wanted.rows)}.hear());
  if (!wanted.rows.empty()) {
    const Protocol protocol = protocol_of_rows(data, wanted.rows);
    evaluation.protocol = protocol.name + ": " + protocol.note;
  }
  return evaluation;
}

}  // namespace earmark::cli
