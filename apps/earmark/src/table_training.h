#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>

#include "console.h"
#include "earmark/ml/row_choice.h"

namespace earmark::cli {

/// What `earmark train` is to do with a kind of model that this program trains itself.
struct TrainingPlan {
  std::string kind;    ///< "forest", "naive-bayes" or "tagger"
  std::string params;  ///< "" for defaults
  std::string jobs;
  bool progress = false;
  ml::RowChoice choice;
  std::string out;
  std::string held_out;                         ///< "" for no list of the rows kept apart
  std::function<std::filesystem::path()> data;  ///< gives the prepared folder, after hours maybe
};

/// Trains a model of feature tables, writes it and prints what it does on the rows kept apart.
/// What the user got wrong is told before `data` is called.
/// @throws UsageError, TableError, IoError, Interrupted
void train_on_tables(Console& console, const TrainingPlan& plan);

}  // namespace earmark::cli
