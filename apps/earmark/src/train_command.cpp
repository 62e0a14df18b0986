#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <vector>

#include "classifier_choice.h"
#include "earmark/command_line/bundle_location.h"
#include "earmark/command_line/usage.h"
#include "earmark/ml/row_choice.h"
#include "genre_bundle.h"
#include "genre_songs.h"
#include "network_training.h"
#include "output_file.h"
#include "prepare.h"
#include "subcommands.h"
#include "table_training.h"
#include "tagger_training.h"

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
  std::string bundle;
  std::string held_out;
  std::string history;
  std::string trunks;
  std::string jobs;
  bool fine_tune = false;
  bool progress = false;
};

void require_one_source(const TrainFlags& flags) {
  if (flags.data.empty() == flags.genres_dir.empty()) {
    throw UsageError("name what to learn from by one of --data DIR and --genres-dir DIR");
  }
}

/// The folder of prepared data: --data, or one beside the model where songs are named.
std::string data_folder(const TrainFlags& flags) {
  return flags.data.empty() ? flags.out + ".data" : flags.data;
}

void prepare_songs(Console& console, const TrainFlags& flags, const std::filesystem::path& trunks) {
  if (!flags.genres_dir.empty()) {
    (void)prepare_tracks(console, list_genre_songs(console, flags.genres_dir),
                         {.dir = data_folder(flags),
                          .trunks = trunks,
                          .n_jobs = jobs_of(flags.jobs),
                          .progress_lines = flags.progress});
  }
}

ml::SplitRule parse_split(const std::string& text) {
  try {
    return ml::SplitRule::parse(text);
  } catch (const std::invalid_argument&) {
    throw UsageError("--split must be by-artist, by-track, random-segments or column:NAME, not \"" +
                     text + "\"");
  }
}

ml::RowChoice parse_choice_of_rows(const TrainFlags& flags) {
  ml::RowChoice choice;
  choice.rule = parse_split(flags.split);
  choice.rows = flags.rows;
  choice.without_excerpts = flags.without_excerpts;
  choice.seed = parse_count({"--split-seed", flags.split_seed}, 0, 0xFFFFFFFFU);
  if (flags.folds.empty() && !flags.fold.empty()) {
    throw UsageError("--fold needs --folds");
  }
  if (!flags.folds.empty()) {
    const std::size_t n_folds = parse_count({"--folds", flags.folds}, 2, 1000);
    choice.n_folds = static_cast<int>(n_folds);
    if (!flags.fold.empty()) {
      choice.fold = static_cast<int>(parse_count({"--fold", flags.fold}, 0, n_folds - 1));
    }
    if (choice.rule.kind == ml::SplitRule::Kind::kColumn) {
      throw UsageError(
          "--folds goes with --split by-artist, by-track or random-segments: a column "
          "says itself what is kept apart");
    }
  }
  return choice;
}

void train_bundle(Console& console, const TrainFlags& flags, const std::string& kind,
                  TrackedRun& run) {
  if (kind != "tagger" || flags.genres_dir.empty()) {
    throw UsageError("--bundle goes with earmark train tagger --genres-dir DIR");
  }
  if (!flags.out.empty() || !flags.held_out.empty() || !flags.history.empty() ||
      !flags.fold.empty()) {
    throw UsageError(
        "--bundle makes all of its files itself: leave out --out, --held-out, --history, --fold");
  }
  train_genre_bundle(console, {.run = run,
                               .genres_dir = flags.genres_dir,
                               .bundle = flags.bundle,
                               .trunks = flags.trunks,
                               .params = flags.params,
                               .jobs = flags.jobs,
                               .folds = flags.folds,
                               .split_seed = flags.split_seed,
                               .fine_tune = flags.fine_tune,
                               .progress = flags.progress});
}

ExitCode train(Console& console, const TrainFlags& flags) {
  const std::string kind =
      parse_choice({"the kind of model", flags.kind}, {"forest", "naive-bayes", "cnn", "tagger"});
  if (flags.fine_tune && kind != "tagger") {
    throw UsageError("--fine-tune goes with earmark train tagger: other models have no trunk");
  }
  TrackedRun run{console, "train " + kind};
  if (!flags.bundle.empty()) {
    train_bundle(console, flags, kind, run);
    run.finish();
    return ExitCode::kOk;
  }
  if (flags.out.empty()) {
    throw UsageError("say where to write the model by --out FILE, or by --bundle DIR a bundle");
  }
  require_one_source(flags);
  const ml::RowChoice choice = parse_choice_of_rows(flags);
  require_place_for(flags.out);
  require_place_for(flags.held_out);
  require_place_for(flags.history);
  const bool is_tagger = kind == "tagger";
  const bool hears = is_tagger && (!flags.genres_dir.empty() || flags.fine_tune);
  const auto trunks =
      hears ? tagger_trunks_location(console, flags.trunks) : std::filesystem::path{};
  const TrainingPlan plan{.run = run,
                          .kind = kind,
                          .params = flags.params,
                          .jobs = flags.jobs,
                          .progress = flags.progress,
                          .choice = choice,
                          .out = flags.out,
                          .held_out = flags.held_out,
                          .history = flags.history,
                          .fine_tune = flags.fine_tune,
                          .trunks = trunks,
                          .data = [&] {
                            prepare_songs(console, flags, trunks);
                            return std::filesystem::path{data_folder(flags)};
                          }};
  if (kind == "cnn") {
    train_cnn(plan, data_folder(flags), flags.genres_dir.empty());
  } else {
    is_tagger ? train_tagger(console, plan) : train_on_tables(console, plan);
  }
  run.finish();
  return ExitCode::kOk;
}

}  // namespace

void add_train(CLI::App& app, Action& action) {
  auto flags = std::make_shared<TrainFlags>();
  CLI::App* sub = app.add_subcommand("train", "Train a model on prepared songs");
  sub->add_option("kind", flags->kind, "forest, naive-bayes, cnn or tagger")
      ->required()
      ->type_name("KIND");
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
                "Do not train on segments repeated from shorter clips");
  sub->add_option("--folds", flags->folds,
                  "Measure on each of so many folds in turn, then train on all songs")
      ->type_name("N");
  sub->add_option("--fold", flags->fold, "Measure on that one of the folds alone, from 0")
      ->type_name("N");
  sub->add_option("--split-seed", flags->split_seed, "Seed of the split (default: 0)")
      ->type_name("N");
  sub->add_flag("--fine-tune", flags->fine_tune,
                "With tagger: train the network that it hears through as well, in every fold anew");
  sub->add_option("--params", flags->params, "Parameters: the section with the name of the model")
      ->type_name("YAML");
  sub->add_option("--out", flags->out, "File for the model")->type_name("FILE");
  sub->add_option("--bundle", flags->bundle,
                  "With tagger --genres-dir: check, train, calibrate and report in one go, and "
                  "write a bundle that predict takes here")
      ->type_name("DIR");
  sub->add_option("--held-out", flags->held_out,
                  "Write the answers for the segments kept apart here")
      ->type_name("CSV");
  sub->add_option("--history", flags->history,
                  "Write how the training went here: loss and accuracy by epoch (of a forest: by "
                  "number of trees)")
      ->type_name("JSON");
  add_trunks_flag(*sub, flags->trunks);
  add_jobs_flag(*sub, flags->jobs);
  sub->add_flag("--progress", flags->progress, "Report progress even where nobody watches");
  sub->callback(
      [flags, &action] { action = [flags](Console& console) { return train(console, *flags); }; });
}

}  // namespace earmark::cli
