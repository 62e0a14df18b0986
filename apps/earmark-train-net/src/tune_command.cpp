#include "tune_command.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "earmark/base/atomic_file.h"
#include "earmark/base/file_bytes.h"
#include "earmark/ml/npy.h"
#include "earmark/ml/npy_map.h"
#include "earmark/ml/prepared_data.h"
#include "earmark/nn/musicnn_weights.h"
#include "earmark/nn/tagger_network_params.h"
#include "earmark/process/interrupt.h"
#include "output_checks.h"
#include "row_flags.h"
#include "trunk_tuning.h"

namespace earmark::train_net {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxTrunkBytes = std::size_t{1} << 28U;
constexpr std::size_t kSegmentsAtOnce = 1024;

struct Options {
  fs::path data;
  fs::path patches;
  fs::path trunk;
  fs::path out;
  fs::path params;
  RowFlags rows;
  std::optional<std::size_t> n_threads;
  bool check = false;
};

nn::TaggerNetworkConfig config_of(const Options& options) {
  auto config = options.params.empty() ? nn::TaggerNetworkConfig{}
                                       : nn::read_tagger_network_params(options.params);
  config.n_threads = options.n_threads.value_or(config.n_threads);
  return config;
}

std::string time_text(double seconds) {
  return seconds < 90.0 ? std::to_string(std::lround(seconds)) + " s"
                        : std::to_string(std::lround(seconds / 60.0)) + " min";
}

// Tells each epoch, and how long it takes until all rounds are through theirs.
class Epochs {
 public:
  Epochs(std::size_t n_epochs, std::size_t n_rounds)
      : n_epochs_{n_epochs}, n_left_{n_epochs * n_rounds} {}

  void print(const nn::TaggerEpochFigures& figures, const std::string& round) {
    --n_left_;
    ++n_done_;
    const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - begin_;
    const double left =
        elapsed.count() / static_cast<double>(n_done_) * static_cast<double>(n_left_);
    std::fprintf(stderr, "%s%sepoch %zu/%zu  loss %.4f  about %s left\n", round.c_str(),
                 round.empty() ? "" : ": ", figures.epoch, n_epochs_, figures.loss,
                 time_text(left).c_str());
  }

 private:
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
  std::size_t n_epochs_;
  std::size_t n_left_;
  std::size_t n_done_ = 0;
};

// What a round's trunk hears, for earmark train tagger. False when interrupted.
bool write_round(const fs::path& dir, const ml::PreparedData& data, const TrunkTuning& tuning,
                 const nn::MusicnnWeights& trunk, const std::atomic<bool>& interrupted) {
  fs::create_directories(dir);
  ml::NpyWriter<float> embedding{dir / "embedding.npy", data.segments.size(), {tuning.n_values()}};
  for (std::size_t first = 0; first < data.segments.size(); first += kSegmentsAtOnce) {
    if (interrupted) {
      return false;
    }
    const std::size_t n = std::min(kSegmentsAtOnce, data.segments.size() - first);
    embedding.append(tuning.hear(trunk, first, n));
  }
  embedding.commit();
  return true;
}

ExitCode tune(const Options& options) {
  const nn::TaggerNetworkConfig config = config_of(options);
  const ml::RowChoice choice = options.rows.choice();
  if (options.check) {
    return ExitCode::kOk;
  }
  const auto data = ml::PreparedData::load(options.data, {.features = false, .tensors = false});
  const ml::NpyMap patches{options.patches};
  const auto original = read_file(options.trunk, kMaxTrunkBytes);
  const TrunkTuning tuning{data, patches, nn::parse_musicnn(original, options.trunk.string()),
                           config};
  fs::create_directories(options.out);
  require_writable(options.out / "musicnn.onnx");
  const std::atomic<bool>& interrupted = catch_interrupts();
  nn::MusicnnWeights tuned;
  const auto rounds = ml::training_rounds(data, choice);
  Epochs epochs{config.epochs, rounds.size()};
  for (const ml::TrainingRound& round : rounds) {
    const auto training = tuning.tune(
        round.rows,
        [&](const nn::TaggerEpochFigures& figures) { epochs.print(figures, round.what); },
        interrupted);
    const fs::path folder = options.out / std::to_string(round.number);
    if (training.interrupted ||
        !write_round(folder, data, tuning, training.network.trunk, interrupted)) {
      std::fprintf(stderr, "Interrupted: no trunk was written.\n");
      return ExitCode::kInterrupted;
    }
    tuned = training.network.trunk;
  }
  write_file(options.out / "musicnn.onnx", nn::musicnn_to_onnx(original, tuned));
  return ExitCode::kOk;
}

}  // namespace

void add_tune_command(CLI::App& app, ExitCode& exit_code) {
  auto options = std::make_shared<Options>();
  CLI::App& command =
      *app.add_subcommand("tune", "Fine-tune the trunk musicnn, for earmark train tagger");
  command.add_option("--data", options->data, "Folder that \"earmark prepare\" wrote")->required();
  command
      .add_option("--patches", options->patches,
                  "NPY file, [n_segments, 187, 96]: what musicnn hears of each segment")
      ->required();
  command.add_option("--trunk", options->trunk, "musicnn.onnx, where the embeddings come from")
      ->required();
  command
      .add_option("--out", options->out,
                  "Folder for the tuned musicnn.onnx and a folder a round with embedding.npy")
      ->required();
  command.add_option("--params", options->params, "YAML file; its section fine-tune is read");
  add_row_flags(command, options->rows);
  command.add_option("--jobs", options->n_threads, "Threads; 0 takes all cores");
  command.add_flag("--check", options->check, "Check these flags and the parameters, then end");
  command.callback([options, &exit_code] { exit_code = tune(*options); });
}

}  // namespace earmark::train_net
