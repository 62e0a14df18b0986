#include "onnx_command.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "earmark/base/atomic_file.h"
#include "earmark/ml/export_onnx.h"
#include "earmark/ml/gaussian_naive_bayes.h"
#include "earmark/ml/logistic_regression.h"
#include "earmark/ml/random_forest.h"

namespace earmark::train_net {
namespace {

struct Options {
  std::filesystem::path model;
  std::filesystem::path out;
  std::string kind;
  std::vector<std::string> genres;
};

template <typename Model>
std::string converted(const Options& options) {
  return ml_onnx::to_onnx(Model::load(options.model), options.genres);
}

void export_model(const Options& options) {
  write_file(options.out, options.kind == "forest"   ? converted<ml::RandomForest>(options)
                          : options.kind == "tagger" ? converted<ml::LogisticRegression>(options)
                                                     : converted<ml::GaussianNaiveBayes>(options));
}

}  // namespace

void add_onnx_command(CLI::App& app) {
  auto options = std::make_shared<Options>();
  CLI::App& command =
      *app.add_subcommand("onnx", "Write a forest, naive Bayes or a tagger's head as ONNX");
  command.add_option("--model", options->model, "File that \"earmark train\" wrote")->required();
  command.add_option("--kind", options->kind, "forest, naive-bayes or tagger")
      ->required()
      ->check(CLI::IsMember({"forest", "naive-bayes", "tagger"}));
  command.add_option("--genres", options->genres, "Names of its classes, in order")
      ->required()
      ->delimiter(',');
  command.add_option("--out", options->out, "ONNX file to write")->required();
  command.callback([options] { export_model(*options); });
}

}  // namespace earmark::train_net
