#include "table_training.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <utility>
#include <vector>

#include "classifier_choice.h"
#include "earmark/base/errors.h"
#include "earmark/base/thread_pool.h"
#include "earmark/ml/held_out_answers.h"
#include "earmark/ml/model_names.h"
#include "earmark/ml/random_forest.h"
#include "earmark/ml/table.h"
#include "finish_training.h"
#include "interrupt.h"
#include "model_params.h"
#include "prepare.h"
#include "progress.h"

namespace earmark::cli {
namespace {

std::string report_out_of_bag(double score) {
  std::array<char, 128> text{};
  (void)std::snprintf(text.data(), text.size(),
                      "accuracy out of bag, by segment %.1f %%: same songs in train and test\n",
                      100 * score);
  return text.data();
}

class TableTraining {
 public:
  TableTraining(Console& console, const TrainingPlan& plan) : console_{console}, plan_{plan} {}

  void run() {
    // Parameters first: a wrong one must not cost an hour of preparation.
    if (plan_.kind == "forest") {
      const ForestParams params = forest_params(plan_.params);
      ThreadPool pool{jobs_of(plan_.jobs, params.n_jobs)};
      load();
      const auto forest = train<ml::RandomForest>(
          [&](const ml::TrainingRound& round) { return fit_forest(round, params.config, pool); });
      if (const auto score = forest.oob_score()) {
        console_.print(report_out_of_bag(*score));
      }
    } else {
      const ml::GaussianNaiveBayesConfig config = naive_bayes_params(plan_.params);
      (void)jobs_of(plan_.jobs);  // a wrong one is told though there is nothing to share
      load();
      (void)train<ml::GaussianNaiveBayes>(
          [&](const ml::TrainingRound& round) { return fit_naive_bayes(round.rows, config); });
    }
  }

 private:
  void load() {
    data_ = ml::PreparedData::load(plan_.data(), {.tensors = false, .embeddings = false});
    if (!data_.recipe.has_features_of(prepared_recipe())) {
      throw TableError("the prepared data come from another version of earmark; prepare them anew");
    }
  }

  template <typename Model, typename Fit>
  Model train(const Fit& fit) {
    auto training = ml::train_held_out(
        data_, plan_.choice, fit,
        [&](const auto& model, const ml::ChosenRows& rows) { return answers_of(model, rows); });
    finish_training(console_, plan_, data_, training,
                    {plan_.kind, std::to_string(training.n_trained) + " segments",
                     inference::SongMean::kArithmetic});
    return std::move(training.model);
  }

  ml::RandomForest fit_forest(const ml::TrainingRound& round, const ml::RandomForestConfig& config,
                              ThreadPool& pool) {
    const ml::ChosenRows& rows = round.rows;
    Progress progress{console_, round.what.empty() ? "training" : "training, " + round.what,
                      "trees", static_cast<double>(config.n_estimators), plan_.progress};
    const Matrix<float> X = ml::take_rows(data_.features(), rows.split.train);
    return ml::RandomForest::fit(X.view(), ml::classes_of(rows, rows.split.train),
                                 static_cast<int>(rows.genres.size()), {}, config, pool,
                                 [&](std::size_t n_done) {
                                   throw_if_interrupted();
                                   progress.update(static_cast<double>(n_done));
                                 })
        .named({rows.genres, data_.recipe.version});
  }

  ml::GaussianNaiveBayes fit_naive_bayes(const ml::ChosenRows& rows,
                                         const ml::GaussianNaiveBayesConfig& config) {
    const Matrix<float> taken = ml::take_rows(data_.features(), rows.split.train);
    Matrix<double> X(taken.rows(), taken.cols());
    for (std::size_t r = 0; r < X.rows(); ++r) {
      std::copy(taken.row(r).begin(), taken.row(r).end(), X.row(r).begin());
    }
    return ml::GaussianNaiveBayes::fit(std::as_const(X).view(),
                                       ml::classes_of(rows, rows.split.train),
                                       static_cast<int>(rows.genres.size()), {}, config)
        .named({rows.genres, data_.recipe.version});
  }

  template <typename Model>
  [[nodiscard]] Matrix<double> answers_of(const Model& model, const ml::ChosenRows& rows) const {
    const Matrix<float> X = ml::take_rows(data_.features(), rows.held_out());
    Matrix<double> probabilities(X.rows(), rows.genres.size());
    model.predict_proba(X.view(), probabilities.view());
    return probabilities;
  }

  Console& console_;
  const TrainingPlan& plan_;
  ml::PreparedData data_;
};

}  // namespace

void train_on_tables(Console& console, const TrainingPlan& plan) {
  TableTraining{console, plan}.run();
}

}  // namespace earmark::cli
