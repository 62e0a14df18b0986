#include "onnx_command.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "earmark/base/atomic_file.h"
#include "earmark/ml/export_onnx.h"
#include "earmark/ml/gaussian_naive_bayes.h"
#include "earmark/ml/random_forest.h"

namespace earmark::train_net {
namespace {

struct Options {
  std::filesystem::path model;
  std::filesystem::path out;
  std::string kind;
  std::vector<std::string> genres;
};

void export_model(const Options& options) {
  write_file(options.out,
             options.kind == "forest"
                 ? ml_onnx::to_onnx(ml::RandomForest::load(options.model), options.genres)
                 : ml_onnx::to_onnx(ml::GaussianNaiveBayes::load(options.model), options.genres));
}

}  // namespace

void add_onnx_command(CLI::App& app) {
  auto options = std::make_shared<Options>();
  CLI::App& command = *app.add_subcommand("onnx", "Write a forest or naive Bayes as ONNX");
  command.add_option("--model", options->model, "File that \"earmark train\" wrote")->required();
  command.add_option("--kind", options->kind, "forest or naive-bayes")
      ->required()
      ->check(CLI::IsMember({"forest", "naive-bayes"}));
  command.add_option("--genres", options->genres, "Names of its classes, in order")
      ->required()
      ->delimiter(',');
  command.add_option("--out", options->out, "ONNX file to write")->required();
  command.callback([options] { export_model(*options); });
}

}  // namespace earmark::train_net
