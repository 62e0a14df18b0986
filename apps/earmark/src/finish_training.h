#pragma once

#include <string>

#include "earmark/base/atomic_file.h"
#include "earmark/command_line/console.h"
#include "earmark/command_line/interrupt.h"
#include "earmark/inference/member.h"
#include "earmark/ml/held_out_answers.h"
#include "held_out_report.h"
#include "training_log.h"
#include "training_plan.h"

namespace earmark::cli {

/// What a finished training is called in its report.
struct TrainedKind {
  std::string kind;
  std::string learned_from;  ///< such as "120 songs"
  inference::SongMean mean;
};

/// Writes the model and the list of held-out answers, and prints what these say.
/// @throws IoError, Interrupted
template <typename Model>
void finish_training(Console& console, const TrainingPlan& plan, const ml::PreparedData& data,
                     const ml::HeldOutTraining<Model>& training, const TrainedKind& what) {
  throw_if_interrupted();
  training.model.save(plan.out);
  if (!plan.held_out.empty()) {
    write_file(plan.held_out, training.held_out.to_csv(data));
  }
  log_training(plan, data, training.held_out,
               {what.kind, what.mean, training.protocol, data.recipe.n_embedding});
  const std::string folds =
      plan.choice.every_fold() ? std::to_string(plan.choice.n_folds) + " folds " : "";
  console.print(plan.out + ": " + what.kind + ", trained on " + what.learned_from + " of " +
                std::to_string(training.held_out.genres.size()) + " genres\n" +
                held_out_report(data, training.held_out, what.mean, folds + plan.choice.rule.name(),
                                training.protocol));
}

}  // namespace earmark::cli
