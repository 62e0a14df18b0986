#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "earmark/ml/row_choice.h"
#include "tracked_run.h"

namespace earmark::cli {

/// What `earmark train` is to do with a kind of model that this program trains itself.
struct TrainingPlan {
  TrackedRun& run;     ///< that the training is logged as
  std::string kind;    ///< "forest", "naive-bayes" or "tagger"
  std::string params;  ///< "" for defaults
  std::string jobs;
  bool progress = false;
  ml::RowChoice choice;
  std::string out;
  std::string held_out;                         ///< "" for no list of the rows kept apart
  std::string history;                          ///< "" for no file of how the training went
  bool fine_tune = false;                       ///< a tagger's trunk too
  std::filesystem::path trunks;                 ///< that heard the data, where it is fine-tuned
  std::function<std::filesystem::path()> data;  ///< gives the prepared folder, after hours maybe
};

}  // namespace earmark::cli
