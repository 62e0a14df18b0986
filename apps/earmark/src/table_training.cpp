#include "table_training.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <utility>
#include <vector>

#include "classifier_choice.h"
#include "earmark/base/atomic_file.h"
#include "earmark/base/errors.h"
#include "earmark/base/thread_pool.h"
#include "earmark/ml/model_names.h"
#include "earmark/ml/random_forest.h"
#include "earmark/ml/table.h"
#include "held_out_report.h"
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
      const ml::RandomForest forest = fit_forest(params.config, pool);
      finish(forest);
      if (const auto score = forest.oob_score()) {
        console_.print(report_out_of_bag(*score));
      }
    } else {
      const ml::GaussianNaiveBayesConfig config = naive_bayes_params(plan_.params);
      (void)jobs_of(plan_.jobs);  // a wrong one is told though there is nothing to share
      load();
      finish(fit_naive_bayes(config));
    }
  }

 private:
  void load() {
    data_ = ml::PreparedData::load(plan_.data(), {.tensors = false, .embeddings = false});
    if (!data_.recipe.has_features_of(prepared_recipe())) {
      throw TableError("the prepared data come from another version of earmark; prepare them anew");
    }
    rows_ = ml::choose_rows(data_, plan_.choice);
    X_train_ = ml::take_rows(data_.features(), rows_.split.train);
    y_train_ = ml::classes_of(rows_, rows_.split.train);
  }

  [[nodiscard]] int n_classes() const { return static_cast<int>(rows_.genres.size()); }

  ml::RandomForest fit_forest(const ml::RandomForestConfig& config, ThreadPool& pool) {
    Progress progress{console_, "training", "trees", static_cast<double>(config.n_estimators),
                      plan_.progress};
    return ml::RandomForest::fit(X_train_.view(), y_train_, n_classes(), {}, config, pool,
                                 [&](std::size_t n_done) {
                                   throw_if_interrupted();
                                   progress.update(static_cast<double>(n_done));
                                 })
        .named(names());
  }

  ml::GaussianNaiveBayes fit_naive_bayes(const ml::GaussianNaiveBayesConfig& config) {
    Matrix<double> X(X_train_.rows(), X_train_.cols());
    for (std::size_t r = 0; r < X.rows(); ++r) {
      std::copy(X_train_.row(r).begin(), X_train_.row(r).end(), X.row(r).begin());
    }
    return ml::GaussianNaiveBayes::fit(std::as_const(X).view(), y_train_, n_classes(), {}, config)
        .named(names());
  }

  [[nodiscard]] ml::ModelNames names() const { return {rows_.genres, data_.recipe.version}; }

  template <typename Model>
  void finish(const Model& model) {
    const Matrix<float> X_test = ml::take_rows(data_.features(), rows_.held_out());
    Matrix<double> probabilities(X_test.rows(), rows_.genres.size());
    model.predict_proba(X_test.view(), probabilities.view());
    throw_if_interrupted();
    model.save(plan_.out);
    if (!plan_.held_out.empty()) {
      write_file(plan_.held_out, ml::rows_to_csv(data_, rows_.held_out()));
    }
    console_.print(plan_.out + ": " + plan_.kind + ", trained on " +
                   std::to_string(rows_.split.train.size()) + " segments of " +
                   std::to_string(rows_.genres.size()) + " genres\n" +
                   held_out_report(data_, rows_, std::as_const(probabilities).view(),
                                   inference::SongMean::kArithmetic, plan_.choice.rule.name()));
  }

  Console& console_;
  const TrainingPlan& plan_;
  ml::PreparedData data_;
  ml::ChosenRows rows_;
  Matrix<float> X_train_;
  std::vector<int> y_train_;
};

}  // namespace

void train_on_tables(Console& console, const TrainingPlan& plan) {
  TableTraining{console, plan}.run();
}

}  // namespace earmark::cli
