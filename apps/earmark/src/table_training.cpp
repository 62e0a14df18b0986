#include "table_training.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <utility>
#include <vector>

#include "classifier_choice.h"
#include "earmark/base/errors.h"
#include "earmark/base/thread_pool.h"
#include "earmark/command_line/interrupt.h"
#include "earmark/command_line/progress.h"
#include "earmark/ml/held_out_answers.h"
#include "earmark/ml/model_names.h"
#include "earmark/ml/random_forest.h"
#include "earmark/ml/table.h"
#include "finish_training.h"
#include "history_file.h"
#include "model_params.h"
#include "prepare.h"

namespace earmark::cli {
namespace {

std::string report_out_of_bag(double score) {
  std::array<char, 128> text{};
  (void)std::snprintf(text.data(), text.size(),
                      "accuracy out of bag, by segment %.1f %%: same songs in train and test\n",
                      100 * score);
  return text.data();
}

/// What a growing forest says of some segments.
class VotesSoFar {
 public:
  VotesSoFar(Matrix<float> X, std::vector<int> y, std::size_t n_genres)
      : X_{std::move(X)},
        y_{std::move(y)},
        sums_{X_.rows(), n_genres},
        means_{X_.rows(), n_genres} {}

  void add(const ml::RandomForest& forest, std::size_t first, std::size_t last) {
    forest.add_votes(std::as_const(X_).view(), first, last, sums_.view());
    for (std::size_t r = 0; r < sums_.rows(); ++r) {
      std::ranges::transform(sums_.row(r), means_.row(r).begin(), [&](double votes) {
        return std::min(votes / static_cast<double>(last), 1.0);
      });
    }
  }
  [[nodiscard]] AnsweredSegments answers() const { return {means_.view(), y_}; }

 private:
  Matrix<float> X_;
  std::vector<int> y_;
  Matrix<double> sums_;
  Matrix<double> means_;
};

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
      keep_history_of([&] { return forest_history(forest); });
      if (const auto score = forest.oob_score()) {
        plan_.run.metric("oob_score", *score);
        console_.print(report_out_of_bag(*score));
      }
    } else {
      const ml::GaussianNaiveBayesConfig config = naive_bayes_params(plan_.params);
      (void)jobs_of(plan_.jobs);  // a wrong one is told though there is nothing to share
      load();
      const auto bayes = train<ml::GaussianNaiveBayes>(
          [&](const ml::TrainingRound& round) { return fit_naive_bayes(round.rows, config); });
      keep_history_of([&] { return naive_bayes_history(bayes); });
    }
  }

 private:
  void load() {
    const std::filesystem::path dir = plan_.data();
    data_ = load_prepared(dir, {.tensors = false, .embeddings = false});
    log_training_begin(plan_, dir, data_);
  }

  template <typename Model, typename Fit>
  Model train(const Fit& fit) {
    auto training = ml::train_held_out(data_, plan_.choice, fit,
                                       [&](const auto& model, const ml::ChosenRows& rows) {
                                         return answers_of(model, rows, rows.held_out());
                                       });
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

  template <typename History>
  void keep_history_of(const History& history) const {
    if (wants_history(plan_)) {
      keep_history(plan_, history());
    }
  }

  [[nodiscard]] ml::ChosenRows last_rows() const {
    return ml::training_rounds(data_, plan_.choice).back().rows;
  }

  /// A forest's epochs are its trees: an entry each time that they are twice as many.
  [[nodiscard]] std::vector<HistoryEntry> forest_history(const ml::RandomForest& forest) const {
    const ml::ChosenRows rows = last_rows();
    VotesSoFar train{ml::take_rows(data_.features(), rows.split.train),
                     ml::classes_of(rows, rows.split.train), rows.genres.size()};
    VotesSoFar held_out{ml::take_rows(data_.features(), rows.held_out()),
                        ml::classes_of(rows, rows.held_out()), rows.genres.size()};
    std::vector<HistoryEntry> history;
    const std::size_t n_trees = forest.trees().size();
    for (std::size_t done = 0; done < n_trees;) {
      throw_if_interrupted();
      const std::size_t next = std::min(std::max<std::size_t>(done, 1) + done, n_trees);
      train.add(forest, done, next);
      held_out.add(forest, done, next);
      history.push_back(history_entry(next, train.answers(), held_out.answers()));
      done = next;
    }
    return history;
  }

  [[nodiscard]] std::vector<HistoryEntry> naive_bayes_history(
      const ml::GaussianNaiveBayes& model) const {
    const ml::ChosenRows rows = last_rows();
    const Matrix<double> train = answers_of(model, rows, rows.split.train);
    const Matrix<double> held_out = answers_of(model, rows, rows.held_out());
    return {history_entry(1, {train.view(), ml::classes_of(rows, rows.split.train)},
                          {held_out.view(), ml::classes_of(rows, rows.held_out())})};
  }

  template <typename Model>
  [[nodiscard]] Matrix<double> answers_of(const Model& model, const ml::ChosenRows& rows,
                                          const std::vector<std::size_t>& of) const {
    const Matrix<float> X = ml::take_rows(data_.features(), of);
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
