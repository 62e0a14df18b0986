#include "tagger_training.h"

#include <map>
#include <string_view>
#include <utility>
#include <vector>

#include "classifier_choice.h"
#include "earmark/base/atomic_file.h"
#include "earmark/base/errors.h"
#include "earmark/ml/logistic_regression.h"
#include "earmark/ml/table.h"
#include "held_out_report.h"
#include "interrupt.h"
#include "model_params.h"
#include "prepare.h"
#include "text_layout.h"

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

ml::PreparedData load(const TrainingPlan& plan) {
  ml::PreparedData data =
      ml::PreparedData::load(plan.data(), {.features = false, .tensors = false});
  if (data.recipe.n_embedding == 0) {
    throw TableError(
        "the prepared data hold no embeddings: prepare them with the trunks of a bundle "
        "(earmark prepare --trunks DIR)");
  }
  return data;
}

}  // namespace

void train_tagger(Console& console, const TrainingPlan& plan) {
  const ml::LogisticRegressionConfig config = tagger_params(plan.params);
  (void)jobs_of(plan.jobs);  // a wrong one is told though there is nothing to share
  const ml::PreparedData data = load(plan);
  const ml::ChosenRows rows = ml::choose_rows(data, plan.choice);
  Songs songs = mean_songs(data, rows);
  const ml::StandardScaler scaler = ml::StandardScaler::fit(std::as_const(songs.X).view());
  scaler.transform(std::as_const(songs.X).view(), songs.X.view());
  const ml::LogisticRegression model =
      ml::LogisticRegression::fit(std::as_const(songs.X).view(), songs.y,
                                  static_cast<int>(rows.genres.size()), {}, config,
                                  [](std::size_t) { throw_if_interrupted(); })
          .before_scaling(scaler)
          .named({rows.genres, data.recipe.trunks});
  Matrix<double> probabilities(rows.held_out().size(), rows.genres.size());
  for (std::size_t i = 0; i < rows.held_out().size(); ++i) {
    model.predict_proba(data.embeddings().rows(rows.held_out()[i], 1),
                        probabilities.view().rows(i, 1));
  }
  throw_if_interrupted();
  model.save(plan.out);
  if (!plan.held_out.empty()) {
    write_file(plan.held_out, ml::rows_to_csv(data, rows.held_out()));
  }
  console.print(plan.out + ": tagger, trained on " + counted(songs.y.size(), "song", "songs") +
                " of " + std::to_string(rows.genres.size()) + " genres\n" +
                held_out_report(data, rows, std::as_const(probabilities).view(),
                                inference::SongMean::kGeometric, plan.choice.rule.name()));
}

}  // namespace earmark::cli
