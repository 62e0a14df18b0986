#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
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

/// Trains as `choice` says: once, with some rows kept apart; or, for every fold, once a fold and
/// then, for the model that stays, on all rows.
///
/// @param fit     (const ChosenRows&, const std::string& what) -> Model; `what` names the round for
///                people: "fold 2 of 5", "all folds", or "" where there is one round only
/// @param answer  (const Model&, const ChosenRows&) -> Matrix<double>, [held_out().size(),
/// n_genres]
template <typename Fit, typename Answer>
auto train_held_out(const PreparedData& data, const RowChoice& choice, const Fit& fit,
                    const Answer& answer) {
  using Model = decltype(fit(std::declval<const ChosenRows&>(), std::string{}));
  HeldOutAnswers answers;
  const auto round = [&](const RowChoice& one, int fold, const std::string& what) {
    const ChosenRows rows = choose_rows(data, one);
    Model model = fit(rows, what);
    answers.genres = rows.genres;
    answers.add(fold, rows.held_out(), answer(model, rows).view());
    return HeldOutTraining<Model>{std::move(model), rows.split.train.size(), {}, rows.protocol};
  };
  if (!choice.every_fold()) {
    HeldOutTraining<Model> training = round(choice, choice.fold.value_or(0), "");
    training.held_out = std::move(answers);
    return training;
  }
  std::string protocol;
  for (int fold = 0; fold < choice.n_folds; ++fold) {
    RowChoice one = choice;
    one.fold = fold;
    protocol = round(one, fold,
                     "fold " + std::to_string(fold + 1) + " of " + std::to_string(choice.n_folds))
                   .protocol;
  }
  const ChosenRows all = choose_all_rows(data, choice);
  return HeldOutTraining<Model>{fit(all, "all folds"), all.split.train.size(), std::move(answers),
                                std::move(protocol)};
}

}  // namespace earmark::ml
