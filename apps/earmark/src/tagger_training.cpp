#include "tagger_training.h"

#include <algorithm>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "classifier_choice.h"
#include "earmark/base/errors.h"
#include "earmark/command_line/interrupt.h"
#include "earmark/command_line/text_layout.h"
#include "earmark/inference/embedder.h"
#include "earmark/ml/artist_groups.h"
#include "earmark/ml/held_out_answers.h"
#include "earmark/ml/linear_discriminant.h"
#include "earmark/ml/logistic_regression.h"
#include "earmark/ml/strangeness.h"
#include "earmark/ml/table.h"
#include "fine_tuning.h"
#include "finish_training.h"
#include "history_file.h"
#include "model_params.h"
#include "prepare.h"

namespace earmark::cli {
namespace {

/// Songs as a tagger's head learns from them: each the mean of its segments' embeddings, which for
/// a linear model says as much as the segments. Means are taken in double: units of a trunk that
/// never change then count as constant (StandardScaler), where rounding in float would tell the
/// head how many segments a song has.
struct Songs {
  Matrix<double> X;  ///< [n_songs, n_embedding]
  std::vector<int> y;
};

Songs mean_songs(const ml::PreparedData& data, const ml::ChosenRows& rows) {
  std::map<std::string_view, std::vector<std::size_t>> of_track;
  for (const std::size_t row : rows.split.train) {
    of_track[data.segments[row].track].push_back(row);
  }
  Songs songs{Matrix<double>(of_track.size(), data.recipe.n_embedding), {}};
  for (const auto& [track, segments] : of_track) {
    const std::span<double> mean = songs.X.row(songs.y.size());
    for (const std::size_t row : segments) {
      const std::span<const float> values = data.embeddings().row(row);
      for (std::size_t f = 0; f < mean.size(); ++f) {
        mean[f] += static_cast<double>(values[f]) / static_cast<double>(segments.size());
      }
    }
    songs.y.push_back(rows.y[segments.front()]);
  }
  return songs;
}

ml::PreparedData load(const std::filesystem::path& dir) {
  ml::PreparedData data = ml::PreparedData::load(dir, {.features = false, .tensors = false});
  if (data.recipe.n_embedding == 0) {
    throw TableError(
        "the prepared data hold no embeddings: prepare them with the trunks of a bundle "
        "(earmark prepare --trunks DIR)");
  }
  return data;
}

/// How strange a segment is to these songs; none where it is not wanted (strength 0) or nothing
/// tells: no columns for it, or all songs of one artist.
std::optional<ml::Strangeness> strangeness_of(const ml::PreparedData& data,
                                              const ml::ChosenRows& chosen, double strength) {
  const auto columns = inference::sound_columns(data.recipe.trunks, data.recipe.n_embedding);
  if (!columns || strength == 0.0) {
    return std::nullopt;
  }
  const ml::ArtistGroups artists = ml::ArtistGroups::of(data);
  std::vector<std::size_t> rows;
  std::vector<int> y;
  std::vector<std::string> groups;
  for (const std::size_t row : chosen.split.train) {
    if (const ml::PreparedSegment& segment = data.segments[row]; segment.copy_of().empty()) {
      rows.push_back(row);
      y.push_back(chosen.y[row]);
      groups.push_back(artists.group(segment));
    }
  }
  const bool one_group = std::ranges::adjacent_find(groups, std::not_equal_to{}) == groups.end();
  if (one_group) {
    return std::nullopt;
  }
  return ml::Strangeness::fit(
      data.embeddings(), rows, y, static_cast<int>(chosen.genres.size()), groups,
      {.first_column = columns->first, .n_columns = columns->size, .strength = strength});
}

/// A regression on all that the trunks hear and a discriminant on CED's share of it, whose faults
/// differ; both are linear, so that they are one head.
ml::LogisticRegression fit(const Songs& songs, const std::vector<std::string>& genres,
                           const std::optional<inference::EmbeddingColumns>& ced,
                           const ml::LogisticRegressionConfig& config) {
  const auto X = songs.X.view();
  const int n_genres = static_cast<int>(genres.size());
  const ml::StandardScaler scaler = ml::StandardScaler::fit(X);
  Matrix<double> scaled(X.rows(), X.cols());
  scaler.transform(X, scaled.view());
  auto regression = ml::LogisticRegression::fit(std::as_const(scaled).view(), songs.y, n_genres, {},
                                                config, [](std::size_t) { throw_if_interrupted(); })
                        .before_scaling(scaler);
  if (!ced) {
    return regression;
  }
  const auto discriminant = ml::linear_discriminant(
      X, songs.y, n_genres, {.first_column = ced->first, .n_columns = ced->size});
  return ml::together(regression, discriminant, X);
}

Matrix<double> answers_of(const ml::LogisticRegression& model, const ml::PreparedData& data,
                          const ml::ChosenRows& rows, const std::vector<std::size_t>& of) {
  Matrix<double> probabilities(of.size(), rows.genres.size());
  for (std::size_t i = 0; i < of.size(); ++i) {
    model.predict_proba(data.embeddings().rows(of[i], 1), probabilities.view().rows(i, 1));
  }
  return probabilities;
}

/// One entry: the head is fitted to the end at once.
HistoryEntry history_of(const ml::LogisticRegression& model, const ml::PreparedData& data,
                        const ml::RowChoice& choice) {
  const ml::ChosenRows rows = ml::training_rounds(data, choice).back().rows;
  const Matrix<double> train = answers_of(model, data, rows, rows.split.train);
  const Matrix<double> held_out = answers_of(model, data, rows, rows.held_out());
  return history_entry(1, {train.view(), ml::classes_of(rows, rows.split.train)},
                       {held_out.view(), ml::classes_of(rows, rows.held_out())});
}

}  // namespace

void train_tagger(Console& console, const TrainingPlan& plan) {
  const TaggerParams params = tagger_params(plan.params);
  (void)jobs_of(plan.jobs);  // a wrong one is told though there is nothing to share
  if (plan.fine_tune) {
    FineTuning::check(plan);
  }
  const std::filesystem::path dir = plan.data();
  ml::PreparedData data = load(dir);
  log_training_begin(plan, dir, data);
  std::optional<FineTuning> tuning;
  if (plan.fine_tune) {
    tuning.emplace(console, plan, dir, data);
  }
  const std::string trunks = tuning ? tuning->keep_trunks() : data.recipe.trunks;
  const auto ced = inference::ced_columns(data.recipe.trunks, data.recipe.n_embedding);
  std::size_t n_songs = 0;
  const auto training = ml::train_held_out(
      data, plan.choice,
      [&](const ml::TrainingRound& round) {
        const ml::ChosenRows& rows = round.rows;
        if (tuning) {
          tuning->hear(round, data);
        }
        const Songs songs = mean_songs(data, rows);
        n_songs = songs.y.size();
        auto model = fit(songs, rows.genres, ced, params.head).named({rows.genres, trunks});
        throw_if_interrupted();
        auto strangeness = strangeness_of(data, rows, params.strangeness);
        return strangeness ? std::move(model).flattened_by(*std::move(strangeness))
                           : std::move(model);
      },
      [&](const ml::LogisticRegression& model, const ml::ChosenRows& rows) {
        return answers_of(model, data, rows, rows.held_out());
      });
  finish_training(console, plan, data, training,
                  {"tagger", counted(n_songs, "song", "songs"), inference::SongMean::kGeometric});
  if (wants_history(plan)) {
    const HistoryEntry entry = history_of(training.model, data, plan.choice);
    keep_history(plan, {&entry, 1});
  }
}

}  // namespace earmark::cli
