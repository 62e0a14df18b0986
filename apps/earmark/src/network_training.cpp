#include "network_training.h"

#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "classifier_choice.h"
#include "earmark/command_line/usage.h"
#include "earmark/ml/held_out_answers.h"
#include "earmark/ml/prepared_data.h"
#include "scratch_folder.h"
#include "train_network.h"
#include "training_log.h"

namespace earmark::cli {
namespace {

std::vector<std::string> words_of(const TrainingPlan& plan, const std::filesystem::path& dir) {
  std::vector<std::string> words{"cnn",
                                 "--data",
                                 dir.string(),
                                 "--params",
                                 plan.params,
                                 "--out",
                                 plan.out,
                                 "--held-out",
                                 plan.held_out,
                                 "--history",
                                 plan.history,
                                 "--jobs",
                                 setting("--jobs", plan.jobs, "EARMARK_JOBS").text};
  const auto rows = row_flags(plan.choice);
  words.insert(words.end(), rows.begin(), rows.end());
  return words;
}

/// Logs the figures of an epoch, an object on a line. Those of several folds follow each other.
class EpochLog {
 public:
  explicit EpochLog(TrackedRun& run) : run_{run} {}

  void take(const std::string& line) {
    const auto epoch = nlohmann::json::parse(line, nullptr, false);
    if (!epoch.is_object()) {
      return;
    }
    std::vector<std::pair<std::string, double>> figures;
    for (const char* name : {"loss", "accuracy", "val_loss", "val_accuracy", "learning_rate"}) {
      if (const auto found = epoch.find(name); found != epoch.end() && found->is_number()) {
        figures.emplace_back(std::string{"epoch/"} + name, found->get<double>());
      }
    }
    run_.metrics(figures, ++n_epochs_);
  }

 private:
  TrackedRun& run_;
  std::int64_t n_epochs_ = 0;
};

}  // namespace

void train_cnn(const TrainingPlan& plan, const std::filesystem::path& dir, bool is_ready) {
  (void)jobs_of(plan.jobs);  // a wrong one is told in this program's words
  if (!is_ready) {
    // That program reads the parameters: a wrong one must not cost an hour of preparation.
    std::vector<std::string> check = words_of(plan, dir);
    check.emplace_back("--check");
    train_network(check);
    (void)plan.data();
  }
  if (!plan.run.is_on()) {
    train_network(words_of(plan, dir));
    return;
  }
  TrainingPlan logged = plan;
  const ScratchFolder scratch;
  if (logged.held_out.empty()) {
    logged.held_out = (scratch.path() / "held-out.csv").string();
  }
  const auto data =
      ml::PreparedData::load(dir, {.features = false, .tensors = false, .embeddings = false});
  log_training_begin(logged, dir, data);
  std::vector<std::string> words = words_of(logged, dir);
  words.emplace_back("--json");
  EpochLog epochs{logged.run};
  train_network(words, [&](const std::string& line) { epochs.take(line); });
  log_training(logged, data, ml::HeldOutAnswers::read(logged.held_out, data),
               {"cnn", inference::SongMean::kArithmetic,
                ml::training_rounds(data, plan.choice).front().rows.protocol});
}

}  // namespace earmark::cli
