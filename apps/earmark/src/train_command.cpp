#include <CLI/CLI.hpp>
#include <array>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <utility>

#include "classifier_choice.h"
#include "earmark/base/errors.h"
#include "earmark/base/thread_pool.h"
#include "earmark/ml/metrics.h"
#include "earmark/ml/model_names.h"
#include "earmark/ml/random_forest.h"
#include "earmark/ml/table.h"
#include "interrupt.h"
#include "model_params.h"
#include "prepare.h"
#include "progress.h"
#include "subcommands.h"
#include "text_layout.h"
#include "train_network.h"
#include "training_rows.h"
#include "usage.h"

namespace earmark::cli {
namespace {

struct TrainFlags {
  std::string kind;
  std::string data;
  std::string genres_dir;
  std::string split = "by-artist";
  std::string rows;
  std::string folds;
  std::string fold;
  std::string split_seed = "0";
  bool without_excerpts = false;
  std::string params;
  std::string out;
  std::string jobs;
  bool progress = false;
};

/// The folder of prepared data: --data, or one beside the model where songs were named.
std::filesystem::path prepared_folder(Console& console, const TrainFlags& flags) {
  if (flags.data.empty() == flags.genres_dir.empty()) {
    throw UsageError("name what to learn from by one of --data DIR and --genres-dir DIR");
  }
  if (!flags.data.empty()) {
    return flags.data;
  }
  const std::string folder = flags.out + ".data";
  (void)prepare_tracks(console, ml::list_genres_dir(flags.genres_dir), folder, jobs_of(flags.jobs),
                       flags.progress);
  return folder;
}

/// What the rows that were kept apart say about the model.
std::string report(const LabelledRows& rows, const std::vector<std::size_t>& test,
                   MatrixView<const double> probabilities, const ml::SplitRule& rule) {
  std::vector<int> y;
  y.reserve(test.size());
  for (const std::size_t row : test) {
    y.push_back(rows.y[row]);
  }
  const TrackMeans tracks = track_means(rows, test, probabilities);
  const auto predicted = ml::most_probable(tracks.view(rows.genres.size()));
  std::array<char, 256> text{};
  (void)std::snprintf(text.data(), text.size(),
                      "accuracy by track %.1f %% (%zu tracks), by segment %.1f %% (%zu), split %s",
                      100 * ml::accuracy(tracks.y, predicted), tracks.y.size(),
                      100 * ml::accuracy(y, ml::most_probable(probabilities)), y.size(),
                      rule.name().c_str());
  const std::string protocol = rule.protocol();
  return text.data() + (protocol.empty() ? "" : ": " + protocol) + '\n';
}

std::string report_out_of_bag(double score) {
  std::array<char, 128> text{};
  (void)std::snprintf(text.data(), text.size(),
                      "accuracy out of bag, by segment %.1f %%: same songs in train and test\n",
                      100 * score);
  return text.data();
}

std::vector<int> take(const std::vector<int>& y, const std::vector<std::size_t>& rows) {
  std::vector<int> taken;
  taken.reserve(rows.size());
  for (const std::size_t row : rows) {
    taken.push_back(y[row]);
  }
  return taken;
}

ml::SplitRule parse_split(const std::string& text) {
  try {
    return ml::SplitRule::parse(text);
  } catch (const std::invalid_argument&) {
    throw UsageError("--split must be by-artist, by-track, random-segments or column:NAME, not \"" +
                     text + "\"");
  }
}

RowChoice parse_choice_of_rows(const TrainFlags& flags) {
  RowChoice choice;
  choice.rule = parse_split(flags.split);
  choice.rows = flags.rows;
  choice.without_excerpts = flags.without_excerpts;
  choice.seed = parse_count({"--split-seed", flags.split_seed}, 0, 0xFFFFFFFFU);
  if (flags.folds.empty() != flags.fold.empty()) {
    throw UsageError("--folds and --fold go together");
  }
  if (!flags.folds.empty()) {
    const std::size_t n_folds = parse_count({"--folds", flags.folds}, 2, 1000);
    choice.n_folds = static_cast<int>(n_folds);
    choice.fold = static_cast<int>(parse_count({"--fold", flags.fold}, 0, n_folds - 1));
  }
  return choice;
}

/// One run of `earmark train forest|naive-bayes`.
class TableTraining {
 public:
  TableTraining(Console& console, const TrainFlags& flags)
      : console_{console}, flags_{flags}, choice_{parse_choice_of_rows(flags)} {}

  void run() {
    // Parameters first: a wrong one must not cost an hour of preparation.
    if (flags_.kind == "forest") {
      const ForestParams params = forest_params(flags_.params);
      ThreadPool pool{jobs_of(flags_.jobs, params.n_jobs)};
      load();
      const ml::RandomForest forest = fit_forest(params.config, pool);
      finish(forest);
      if (const auto score = forest.oob_score()) {
        console_.print(report_out_of_bag(*score));
      }
    } else {
      const ml::GaussianNaiveBayesConfig config = naive_bayes_params(flags_.params);
      (void)jobs_of(flags_.jobs);  // a wrong one is told though there is nothing to share
      load();
      finish(fit_naive_bayes(config));
    }
  }

 private:
  void load() {
    data_ = ml::PreparedData::load(prepared_folder(console_, flags_), {.tensors = false});
    if (data_.recipe != prepared_recipe()) {
      throw TableError("the prepared data come from another version of earmark; prepare them anew");
    }
    rows_ = label_rows(data_, choice_.rule);
    if (rows_.genres.size() < 2) {
      throw TableError("the data hold one genre alone, and two at least are needed");
    }
    ml::check_genre_names(rows_.genres);  // now, not when the model is written
    split_ = split_rows(data_, rows_, choice_);
    X_train_ = ml::take_rows(data_.features(), split_.train);
    y_train_ = take(rows_.y, split_.train);
  }

  ml::RandomForest fit_forest(const ml::RandomForestConfig& config, ThreadPool& pool) {
    Progress progress{console_, "training", "trees", static_cast<double>(config.n_estimators),
                      flags_.progress};
    return ml::RandomForest::fit(X_train_.view(), y_train_, static_cast<int>(rows_.genres.size()),
                                 {}, config, pool,
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
    return ml::GaussianNaiveBayes::fit(std::as_const(X).view(), y_train_,
                                       static_cast<int>(rows_.genres.size()), {}, config)
        .named(names());
  }

  [[nodiscard]] ml::ModelNames names() const { return {rows_.genres, data_.recipe.version}; }

  template <typename Model>
  void finish(const Model& model) {
    const Matrix<float> X_test = ml::take_rows(data_.features(), split_.test);
    Matrix<double> probabilities(X_test.rows(), rows_.genres.size());
    model.predict_proba(X_test.view(), probabilities.view());
    throw_if_interrupted();
    model.save(flags_.out);
    console_.print(flags_.out + ": " + flags_.kind + ", trained on " +
                   std::to_string(split_.train.size()) + " segments of " +
                   std::to_string(rows_.genres.size()) + " genres\n" +
                   report(rows_, split_.test, std::as_const(probabilities).view(), choice_.rule));
  }

  Console& console_;
  const TrainFlags& flags_;
  RowChoice choice_;
  ml::PreparedData data_;
  LabelledRows rows_;
  ml::Split split_;
  Matrix<float> X_train_;
  std::vector<int> y_train_;
};

ExitCode train(Console& console, const TrainFlags& flags) {
  const std::string kind =
      parse_choice({"the kind of model", flags.kind}, {"forest", "naive-bayes", "cnn"});
  if (kind == "cnn") {
    const std::string data = prepared_folder(console, flags).string();
    (void)parse_choice_of_rows(flags);
    std::vector<std::string> words{
        "cnn",        "--data", data,       "--split",      flags.split,     "--params",
        flags.params, "--out",  flags.out,  "--rows",       flags.rows,      "--folds",
        flags.folds,  "--fold", flags.fold, "--split-seed", flags.split_seed};
    if (flags.without_excerpts) {
      words.emplace_back("--without-excerpts");
    }
    return train_network(words);
  }
  TableTraining{console, flags}.run();
  return ExitCode::kOk;
}

}  // namespace

void add_train(CLI::App& app, Action& action) {
  auto flags = std::make_shared<TrainFlags>();
  CLI::App* sub = app.add_subcommand("train", "Train a model on prepared songs");
  sub->add_option("kind", flags->kind, "forest, naive-bayes or cnn")->required()->type_name("KIND");
  sub->add_option("--data", flags->data, "Folder that earmark prepare made")->type_name("DIR");
  sub->add_option("--genres-dir", flags->genres_dir,
                  "Songs as DIR/<genre>/<song>; prepared into OUT.data first")
      ->type_name("DIR");
  sub->add_option("--split", flags->split,
                  "What is kept apart to measure: by-artist (default), by-track, "
                  "random-segments or column:NAME")
      ->type_name("RULE");
  sub->add_option("--rows", flags->rows, "Use only segments with this split value")
      ->type_name("SPLIT");
  sub->add_flag("--without-excerpts", flags->without_excerpts,
                "Leave out segments repeated from shorter clips");
  sub->add_option("--folds", flags->folds, "Measure on one of so many folds")->type_name("N");
  sub->add_option("--fold", flags->fold, "Number of that fold, from 0")->type_name("N");
  sub->add_option("--split-seed", flags->split_seed, "Seed of the split (default: 0)")
      ->type_name("N");
  sub->add_option("--params", flags->params, "Parameters: the section with the name of the model")
      ->type_name("YAML");
  sub->add_option("--out", flags->out, "File for the model")->required()->type_name("FILE");
  add_jobs_flag(*sub, flags->jobs);
  sub->add_flag("--progress", flags->progress, "Report progress even where nobody watches");
  sub->callback(
      [flags, &action] { action = [flags](Console& console) { return train(console, *flags); }; });
}

}  // namespace earmark::cli
