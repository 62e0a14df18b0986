#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>

#include "earmark/inference/member.h"
#include "earmark/ml/held_out_answers.h"
#include "earmark/ml/prepared_data.h"
#include "history_file.h"
#include "training_plan.h"

namespace earmark::cli {

/// What a training has made, for its log.
struct LoggedTraining {
  std::string kind;
  inference::SongMean mean;     ///< how a song's answer comes from its segments'
  std::string protocol;         ///< what figures on the held-out rows are worth
  std::size_t n_embedding = 0;  ///< values of a tagger's input
};

/// Logs how a training was asked for: its kind, split and parameters, and the data.
/// @param dir  the prepared data's folder
void log_training_begin(const TrainingPlan& plan, const std::filesystem::path& dir,
                        const ml::PreparedData& data);

/// Logs what it came to: the model, and the figures and reports on the rows kept apart.
void log_training(const TrainingPlan& plan, const ml::PreparedData& data,
                  const ml::HeldOutAnswers& held_out, const LoggedTraining& training);

/// Whether how a training went is to be written or logged.
[[nodiscard]] bool wants_history(const TrainingPlan& plan);

/// Writes it where the plan says, and logs it as figures "epoch/loss" and so on.
void keep_history(const TrainingPlan& plan, std::span<const HistoryEntry> entries);

}  // namespace earmark::cli
