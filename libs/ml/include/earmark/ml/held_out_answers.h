#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "earmark/base/matrix.h"
#include "earmark/base/matrix_view.h"
#include "earmark/ml/prepared_data.h"
#include "earmark/ml/row_choice.h"

namespace earmark::ml {

/// What models say of segments that they were not trained on.
struct HeldOutAnswers {
  std::vector<std::string> genres;    ///< the classes
  std::vector<std::size_t> rows;      ///< numbers of segments in the prepared data, each once
  std::vector<int> folds;             ///< [n_rows], which model answered, from 0
  std::vector<double> probabilities;  ///< [n_rows, n_genres]

  [[nodiscard]] MatrixView<const double> view() const {
    return {probabilities.data(), rows.size(), genres.size()};
  }

  /// Appends one model's answers. @param answers  [held_out.size(), n_genres]
  void add(int fold, std::span<const std::size_t> held_out, MatrixView<const double> answers);

  /// CSV with the columns `row`, `filename`, `fold`, and a probability a genre.
  [[nodiscard]] std::string to_csv(const PreparedData& data) const;

  /// Reads what to_csv wrote, in ascending order of the rows.
  /// @throws TableError  a column, value or segment that is not of these data, or stands twice; one
  ///                     sentence with file and line
  [[nodiscard]] static HeldOutAnswers read(const std::filesystem::path& file,
                                           const PreparedData& data);
};

/// A model and what it, or the models of the folds, say of rows kept apart.
template <typename Model>
struct HeldOutTraining {
  Model model;
  std::size_t n_trained = 0;  ///< segments that `model` learned from
  HeldOutAnswers held_out;
  std::string protocol;  ///< what a figure on the held-out rows is worth, a phrase
};

/// Trains in each of the training_rounds() of `choice`.
///
/// @param fit     (const TrainingRound&) -> Model
/// @param answer  (const Model&, const ChosenRows&) -> Matrix<double>, [held_out().size(),
/// n_genres]
template <typename Fit, typename Answer>
auto train_held_out(const PreparedData& data, const RowChoice& choice, const Fit& fit,
                    const Answer& answer) {
  using Model = decltype(fit(std::declval<const TrainingRound&>()));
  const std::vector<TrainingRound> rounds = training_rounds(data, choice);
  HeldOutAnswers answers;
  answers.genres = rounds.front().rows.genres;
  const auto run = [&](const TrainingRound& round) {
    Model model = fit(round);
    if (!round.rows.held_out().empty()) {
      const int fold = choice.fold.value_or(static_cast<int>(round.number));
      answers.add(fold, round.rows.held_out(), answer(model, round.rows).view());
    }
    return model;
  };
  for (const TrainingRound& round : std::span{rounds}.first(rounds.size() - 1)) {
    (void)run(round);
  }
  Model last = run(rounds.back());
  return HeldOutTraining<Model>{std::move(last), rounds.back().rows.split.train.size(),
                                std::move(answers), rounds.front().rows.protocol};
}

}  // namespace earmark::ml
