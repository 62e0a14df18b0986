#include "training_log.h"

#include <cstdint>
#include <utility>
#include <vector>

#include "earmark/base/atomic_file.h"
#include "held_out_report.h"
#include "trained_model.h"

namespace earmark::cli {

void log_training_begin(const TrainingPlan& plan, const std::filesystem::path& dir,
                        const ml::PreparedData& data) {
  if (!plan.run.is_on()) {
    return;
  }
  const ml::RowChoice& choice = plan.choice;
  plan.run.param("kind", plan.kind);
  plan.run.param("split", choice.rule.name());
  plan.run.param("split_seed", std::to_string(choice.seed));
  plan.run.param("folds", choice.n_folds == 0 ? "" : std::to_string(choice.n_folds));
  plan.run.param("rows", choice.rows);
  plan.run.param("without_excerpts", choice.without_excerpts ? "true" : "");
  plan.run.param("fine_tune", plan.fine_tune ? "true" : "");
  plan.run.params_file(plan.params, plan.kind);
  plan.run.data(dir, data, "training");
}

void log_training(const TrainingPlan& plan, const ml::PreparedData& data,
                  const ml::HeldOutAnswers& held_out, const LoggedTraining& training) {
  if (!plan.run.is_on()) {
    return;
  }
  if (!held_out.rows.empty()) {
    plan.run.evaluation(evaluate_answers(training.kind, data, held_out, training.mean,
                                         plan.choice.rule.name() + ": " + training.protocol),
                        "evaluation");
  }
  if (!plan.held_out.empty()) {
    plan.run.file(plan.held_out, "evaluation/held-out.csv");
  }
  log_model(plan.run, {plan.out, training.kind, held_out.genres, training.n_embedding});
}

bool wants_history(const TrainingPlan& plan) { return !plan.history.empty() || plan.run.is_on(); }

void keep_history(const TrainingPlan& plan, std::span<const HistoryEntry> entries) {
  if (!plan.history.empty()) {
    write_file(plan.history, history_json(entries));
  }
  for (const HistoryEntry& entry : entries) {
    std::vector<std::pair<std::string, double>> figures{{"epoch/loss", entry.loss},
                                                        {"epoch/accuracy", entry.accuracy}};
    if (entry.val_loss && entry.val_accuracy) {
      figures.emplace_back("epoch/val_loss", *entry.val_loss);
      figures.emplace_back("epoch/val_accuracy", *entry.val_accuracy);
    }
    plan.run.metrics(figures, static_cast<std::int64_t>(entry.epoch));
  }
}

}  // namespace earmark::cli
