#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "earmark/ml/prepared_data.h"
#include "earmark/ml/split.h"

namespace earmark::ml {

/// As many as a forest's file can hold.
inline constexpr std::size_t kMaxGenres = 254;

/// Which segments of a prepared data set take part in a training, and which of them are kept apart.
struct RowChoice {
  SplitRule rule;
  std::string rows;               ///< only segments with this value of `split`; "" for all
  bool without_excerpts = false;  ///< train on none that is repeated from a shorter clip
  double test_fraction = 0.2;     ///< about this share is kept apart; not for folds and columns
  int n_folds = 0;                ///< keep apart one of so many folds; 0: by test_fraction
  std::optional<int> fold;        ///< its number, from 0; none: each of them in turn
  std::uint64_t seed = 0;

  /// Whether it asks for a model a fold and a last one of all rows (train_held_out()).
  [[nodiscard]] bool every_fold() const { return n_folds != 0 && !fold; }

  /// @throws std::invalid_argument  a share or fold out of range, or folds of a column
  void validate() const;
};

struct ChosenRows {
  std::vector<std::string> genres;  ///< of the segments that take part, sorted: the classes
  std::vector<int> y;    ///< class of every segment of the data set; -1 where it takes no part
  Split split;           ///< numbers of segments of the whole data set
  std::string protocol;  ///< what a figure on held_out() is worth, a phrase

  /// The segments to measure on: those named "valid" or, where there are none, those that test.
  [[nodiscard]] const std::vector<std::size_t>& held_out() const {
    return split.valid.empty() ? split.test : split.valid;
  }
};

/// The one choice of rows, the same for every kind of model. Tracks whose column `copy_of` names
/// another one, such as crops, train where that one does and are never held out.
///
/// @throws std::invalid_argument  as RowChoice::validate, or every fold at once
/// @throws TableError  no segment or under 2 genres left, over kMaxGenres, no such column, fewer
///                     groups than folds, or a genre without a segment to train on; one sentence
[[nodiscard]] ChosenRows choose_rows(const PreparedData& data, const RowChoice& choice);

/// The same rows with nothing kept apart: all of them train.
[[nodiscard]] ChosenRows choose_all_rows(const PreparedData& data, const RowChoice& choice);

/// One of the trainings that a choice of rows asks for.
struct TrainingRound {
  ChosenRows rows;
  std::size_t number = 0;  ///< from 0; where every fold has its round, that of the fold
  std::string what;  ///< for people: "fold 2 of 5", "all folds", or "" where it is the only one
};

/// One round, with some rows kept apart; or, for every fold, one a fold and a last one of all rows.
/// The last round's model is the one that stays.
///
/// @throws std::invalid_argument, TableError  as choose_rows()
[[nodiscard]] std::vector<TrainingRound> training_rounds(const PreparedData& data,
                                                         const RowChoice& choice);

/// The classes of these segments.
[[nodiscard]] std::vector<int> classes_of(const ChosenRows& chosen,
                                          std::span<const std::size_t> rows);

}  // namespace earmark::ml
