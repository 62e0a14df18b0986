#include "cnn_command.h"

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <system_error>
#include <vector>

#include "earmark/base/atomic_file.h"
#include "earmark/base/errors.h"
#include "earmark/ml/held_out_answers.h"
#include "earmark/ml/prepared_data.h"
#include "earmark/ml/row_choice.h"
#include "earmark/ml/table.h"
#include "earmark/nn/cnn_params.h"
#include "earmark/nn/cnn_shape.h"
#include "earmark/nn/onnx_writer.h"
#include "earmark/nn/predict_cnn.h"
#include "earmark/nn/train_cnn.h"
#include "earmark/nn/training_history.h"
#include "earmark/process/interrupt.h"
#include "output_checks.h"
#include "row_flags.h"

namespace earmark::train_net {
namespace {

struct Options {
  std::filesystem::path data;
  std::filesystem::path params;
  std::filesystem::path out;
  std::filesystem::path held_out;
  std::filesystem::path history;
  RowFlags rows;
  std::optional<std::uint64_t> seed;
  std::optional<std::size_t> epochs;
  std::optional<std::size_t> batch_size;
  std::optional<std::size_t> n_threads;
  bool json = false;
  bool check = false;
};

nn::CnnConfig config_of(const Options& options) {
  nn::CnnConfig config =
      options.params.empty() ? nn::CnnConfig{} : nn::read_cnn_params(options.params);
  config.seed = options.seed.value_or(config.seed);
  config.epochs = options.epochs.value_or(config.epochs);
  config.batch_size = options.batch_size.value_or(config.batch_size);
  config.n_threads = options.n_threads.value_or(config.n_threads);
  config.validate();
  return config;
}

void print_epoch(const nn::EpochFigures& figures, const nn::CnnConfig& config, bool json) {
  if (json) {
    std::printf("%s\n", nn::epoch_to_json(figures).c_str());
    std::fflush(stdout);
  }
  std::fprintf(stderr, "epoch %zu/%zu  loss %.4f  accuracy %.4f", figures.epoch, config.epochs,
               figures.loss, figures.accuracy);
  if (figures.val_loss && figures.val_accuracy) {
    std::fprintf(stderr, "  val_loss %.4f  val_accuracy %.4f", *figures.val_loss,
                 *figures.val_accuracy);
  }
  std::fprintf(stderr, "  %.1f s\n", figures.seconds);
}

ml::PreparedData load(const std::filesystem::path& dir) {
  auto data = ml::PreparedData::load(dir, {.features = false, .embeddings = false});
  if (data.recipe.tensor_size() != nn::kSegmentSize || data.recipe.n_mfcc != nn::kNCoefficients) {
    throw TableError{"The network takes tensors of 130 x 13, the data set's are " +
                     std::to_string(data.recipe.n_frames) + " x " +
                     std::to_string(data.recipe.n_mfcc) + "."};
  }
  return data;
}

bool is_steered(const nn::CnnConfig& config) {
  return config.early_stopping_patience > 0 ||
         config.schedule == nn::LearningRateSchedule::kPlateau;
}

void print_rows(const ml::ChosenRows& rows, const ml::SplitRule& rule,
                const nn::CnnConfig& config) {
  std::fprintf(stderr, "%zu segments train, %zu validate (split %s: %s)\n", rows.split.train.size(),
               rows.held_out().size(), rule.name().c_str(), rows.protocol.c_str());
  if (rows.split.valid.empty() && is_steered(config)) {
    std::fprintf(stderr,
                 "warning: no rows are there to validate on but those that test, so these steer "
                 "the training: figures on them are more than strangers get; a column with rows "
                 "train, valid and test keeps them apart\n");
  }
}

std::vector<std::uint32_t> labels_of(const ml::ChosenRows& rows) {
  std::vector<std::uint32_t> labels;
  labels.reserve(rows.y.size());
  for (const int y : rows.y) {
    labels.push_back(static_cast<std::uint32_t>(std::max(y, 0)));
  }
  return labels;
}

/// Training was interrupted where it leaves nothing of use: in one of several folds.
struct InterruptedFold {};

/// A trained network for segments of known genres.
struct Network {
  nn::CnnTraining training;
  std::size_t n_genres = 0;
};

Network fit(const ml::PreparedData& data, const ml::TrainingRound& round,
            const nn::CnnConfig& config, const Options& options,
            const std::atomic<bool>& interrupted) {
  const ml::ChosenRows& rows = round.rows;
  if (!round.what.empty()) {
    std::fprintf(stderr, "%s: ", round.what.c_str());
  }
  print_rows(rows, ml::SplitRule::parse(options.rows.split), config);
  const std::vector<std::uint32_t> labels = labels_of(rows);
  Network network{
      nn::train_cnn(
          {data.tensor_values, labels, {}, rows.split.train},
          {data.tensor_values, labels, {}, rows.held_out()}, rows.genres.size(), config,
          [&](const nn::EpochFigures& figures) { print_epoch(figures, config, options.json); },
          &interrupted),
      rows.genres.size()};
  const bool is_last = rows.held_out().empty();
  if (network.training.interrupted && !round.what.empty() && !is_last) {
    throw InterruptedFold{};
  }
  return network;
}

Matrix<double> answers_of(const Network& network, const ml::PreparedData& data,
                          const ml::ChosenRows& rows) {
  Matrix<double> probabilities(rows.held_out().size(), network.n_genres);
  if (network.training.best_epoch == 0) {
    return probabilities;
  }
  const Matrix<float> tensors = ml::take_rows(data.tensors(), rows.held_out());
  for (std::size_t i = 0; i < tensors.rows(); ++i) {
    const std::vector<float> answer = nn::predict_cnn(network.training.weights, tensors.row(i));
    std::ranges::copy(answer, probabilities.row(i).begin());
  }
  return probabilities;
}

ExitCode write(const Options& options, const nn::CnnConfig& config, const ml::PreparedData& data,
               const ml::HeldOutTraining<Network>& trained) {
  const nn::CnnTraining& training = trained.model.training;
  if (training.best_epoch == 0) {
    std::fprintf(stderr, "Interrupted in the first epoch: nothing was written.\n");
    return ExitCode::kInterrupted;
  }
  write_file(options.out, nn::cnn_to_onnx(training.weights, trained.held_out.genres,
                                          {{"recipe", data.recipe.version},
                                           {"split", options.rows.split},
                                           {"seed", std::to_string(config.seed)}}));
  if (!options.held_out.empty()) {
    write_file(options.held_out, trained.held_out.to_csv(data));
  }
  auto history = options.history;
  if (history.empty()) {
    history = options.out;
    history.replace_extension(".history.json");
    write_file(history, nn::history_to_json(training));
  } else {
    write_file(history, nn::epochs_to_json(training));
  }
  std::fprintf(stderr, "%s (epoch %zu) and %s are written.\n", options.out.c_str(),
               training.best_epoch, history.c_str());
  return training.interrupted ? ExitCode::kInterrupted : ExitCode::kOk;
}

ExitCode train(const Options& options) {
  const nn::CnnConfig config = config_of(options);
  const ml::RowChoice choice = options.rows.choice();
  if (choice.every_fold() && is_steered(config)) {
    throw std::invalid_argument{
        "early stopping and the plateau schedule steer by segments kept apart, and the network of "
        "all folds has none: name one with --fold, or take another schedule"};
  }
  require_writable(options.out);
  for (const auto& file : {options.held_out, options.history}) {
    if (!file.empty()) {
      require_writable(file);
    }
  }
  if (options.check) {
    return ExitCode::kOk;
  }
  const auto data = load(options.data);
  const std::atomic<bool>& interrupted = catch_interrupts();
  try {
    return write(options, config, data,
                 ml::train_held_out(
                     data, choice,
                     [&](const ml::TrainingRound& round) {
                       return fit(data, round, config, options, interrupted);
                     },
                     [&](const Network& network, const ml::ChosenRows& rows) {
                       return answers_of(network, data, rows);
                     }));
  } catch (const InterruptedFold&) {
    std::fprintf(stderr, "Interrupted in a fold: nothing was written.\n");
    return ExitCode::kInterrupted;
  }
}

}  // namespace

void add_cnn_command(CLI::App& app, ExitCode& exit_code) {
  auto options = std::make_shared<Options>();
  CLI::App& command = *app.add_subcommand("cnn", "Train the small CNN on a prepared data set");
  command.add_option("--data", options->data, "Folder that \"earmark prepare\" wrote")->required();
  command.add_option("--out", options->out, "ONNX file to write")->required();
  command.add_option("--params", options->params, "YAML file; its section cnn is read");
  add_row_flags(command, options->rows);
  command.add_option("--seed", options->seed, "Seed of weights and order");
  command.add_option("--epochs", options->epochs, "Epochs");
  command.add_option("--batch-size", options->batch_size, "Segments of one step");
  command.add_option("--jobs", options->n_threads, "Threads; 0 takes all cores");
  command.add_option("--held-out", options->held_out,
                     "Write the answers for the segments that validate here");
  command.add_option("--history", options->history,
                     "Write the list of epochs here, instead of OUT's .history.json");
  command.add_flag("--check", options->check, "Check these flags and the parameters, then end");
  command.add_flag("--json", options->json, "Print each epoch as a JSON line to stdout too");
  command.callback([options, &exit_code] { exit_code = train(*options); });
}

}  // namespace earmark::train_net
