#pragma once

#include <filesystem>
#include <string>

#include "earmark/command_line/version_tags.h"
#include "evaluation.h"
#include "tracked_run.h"

namespace earmark::cli {

struct LoggedEvaluation {
  std::string source;            ///< where the songs come from: a list, or a folder
  std::string rows;              ///< of the column split; "" for all
  std::filesystem::path bundle;  ///< its folder; "" where single models were measured
  std::string register_as;       ///< the registered model that gets a new version; "" for none
};

/// Logs an evaluation: figures, reports, what was measured on what and, where it is to be
/// registered, the bundle's files, whose version then bears the figures as tags (version_tags).
void log_evaluation(TrackedRun& run, const Evaluation& evaluation, const LoggedEvaluation& logged);

/// The folder among the run's artifacts that gets the reports.
inline constexpr const char* kEvaluationArtifacts = "evaluation";

}  // namespace earmark::cli
