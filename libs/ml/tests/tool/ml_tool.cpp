// Runs the library on .npy files and prepared data, so that Python can hold its answers and its
// speed against scikit-learn's or the truth. Prints one JSON object. Arguments after the command
// are name=value.

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <exception>
#include <functional>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>
#include <numeric>
#include <stdexcept>
#include <string>
#include <vector>

#include "earmark/base/thread_pool.h"
#include "earmark/ml/calibration.h"
#include "earmark/ml/gaussian_naive_bayes.h"
#include "earmark/ml/logistic_regression.h"
#include "earmark/ml/metrics.h"
#include "earmark/ml/npy.h"
#include "earmark/ml/prepared_data.h"
#include "earmark/ml/random_forest.h"
#include "earmark/ml/sound_duplicates.h"
#include "earmark/ml/standard_scaler.h"
#include "earmark/ml/strangeness.h"

namespace {

using namespace earmark;
using Arguments = std::map<std::string, std::string>;

std::string text(const Arguments& arguments, const std::string& name, const std::string& fallback) {
  const auto place = arguments.find(name);
  return place == arguments.end() ? fallback : place->second;
}

std::size_t count(const Arguments& arguments, const std::string& name, std::size_t fallback) {
  return std::stoul(text(arguments, name, std::to_string(fallback)));
}

template <typename T>
struct Array {
  ml::NpyArray<T> npy;
  [[nodiscard]] MatrixView<const T> view() const {
    return {npy.values.data(), npy.shape.at(0), npy.shape.at(1)};
  }
};

template <typename T>
Array<T> matrix(const Arguments& arguments, const std::string& name) {
  return {ml::read_npy<T>(arguments.at(name))};
}

std::vector<int> labels(const Arguments& arguments, const std::string& name) {
  std::vector<int> y;
  for (const double value : ml::read_npy<double>(arguments.at(name)).values) {
    y.push_back(static_cast<int>(value));
  }
  return y;
}

std::vector<double> weights(const Arguments& arguments) {
  return arguments.contains("weights") ? ml::read_npy<double>(arguments.at("weights")).values
                                       : std::vector<double>{};
}

void write(const std::string& path, MatrixView<const double> values) {
  const std::vector<std::size_t> shape{values.rows(), values.cols()};
  ml::write_npy<double>(path, shape, std::span{values.data(), values.rows() * values.cols()});
}

double cpu_s() {
  timespec t{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

nlohmann::json time_s(std::size_t repeats, const std::function<void()>& work) {
  std::vector<double> wall;
  std::vector<double> cpu;
  for (std::size_t i = 0; i < repeats; ++i) {
    const auto start = std::chrono::steady_clock::now();
    const double cpu_start = cpu_s();
    work();
    cpu.push_back(cpu_s() - cpu_start);
    wall.push_back(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  }
  return {{"wall", wall}, {"cpu", cpu}};
}

ml::RandomForestConfig forest_config(const Arguments& arguments) {
  ml::RandomForestConfig config;
  config.n_estimators = count(arguments, "n_estimators", 100);
  config.criterion = ml::parse_criterion(text(arguments, "criterion", "gini"));
  config.random_state = count(arguments, "random_state", 0);
  config.min_samples_leaf = count(arguments, "min_samples_leaf", 1);
  config.min_samples_split = count(arguments, "min_samples_split", 2);
  config.bootstrap = count(arguments, "bootstrap", 1) != 0;
  config.max_features = ml::MaxFeatures::parse(text(arguments, "max_features", "sqrt"));
  config.class_weight = ml::ClassWeight::parse(text(arguments, "class_weight", "none"));
  config.min_impurity_decrease = std::stod(text(arguments, "min_impurity_decrease", "0"));
  config.min_weight_fraction_leaf = std::stod(text(arguments, "min_weight_fraction_leaf", "0"));
  config.oob_score = count(arguments, "oob_score", 0) != 0;
  const std::string max_samples = text(arguments, "max_samples", "none");
  if (max_samples.find('.') != std::string::npos) {
    config.max_samples = std::stod(max_samples);
  } else if (max_samples != "none") {
    config.max_samples = count(arguments, "max_samples", 0);
  }
  if (arguments.contains("max_depth")) {
    config.max_depth = count(arguments, "max_depth", 0);
  }
  if (arguments.contains("max_leaf_nodes")) {
    config.max_leaf_nodes = count(arguments, "max_leaf_nodes", 0);
  }
  return config;
}

nlohmann::json run_forest(const Arguments& arguments) {
  const auto X = matrix<float>(arguments, "X");
  const auto X_test = matrix<float>(arguments, "X_test");
  const auto y = labels(arguments, "y");
  const int n_classes = *std::ranges::max_element(y) + 1;
  const auto sample_weight = weights(arguments);
  const auto config = forest_config(arguments);
  ThreadPool pool{count(arguments, "n_jobs", 1)};
  std::vector<ml::RandomForest> forest;
  nlohmann::json report;
  report["fit"] = time_s(count(arguments, "fit_repeats", 1), [&] {
    forest.clear();
    forest.push_back(ml::RandomForest::fit(X.view(), y, n_classes, sample_weight, config, pool));
  });
  std::vector<double> p(X_test.view().rows() * static_cast<std::size_t>(n_classes));
  const MatrixView<double> out{p.data(), X_test.view().rows(), static_cast<std::size_t>(n_classes)};
  report["predict"] = time_s(count(arguments, "predict_repeats", 1),
                             [&] { forest[0].predict_proba(X_test.view(), out, pool); });
  const auto ten = X_test.view().rows(0, std::min<std::size_t>(10, X_test.view().rows()));
  std::vector<double> p_ten(ten.rows() * out.cols());
  report["predict_10"] = time_s(count(arguments, "predict_repeats", 1), [&] {
    forest[0].predict_proba(ten, {p_ten.data(), ten.rows(), out.cols()}, pool);
  });
  write(arguments.at("out"), out);
  const auto importances = forest[0].feature_importances();
  report["importances"] = std::vector<double>(importances.begin(), importances.end());
  std::size_t n_nodes = 0;
  for (const auto& tree : forest[0].trees()) {
    n_nodes += tree.nodes.size();
  }
  report["n_nodes"] = n_nodes;
  report["oob_score"] = forest[0].oob_score().value_or(-1.0);
  report["n_bytes"] = forest[0].to_bytes().size();
  if (arguments.contains("save")) {
    forest[0].save(arguments.at("save"));
  }
  return report;
}

nlohmann::json run_naive_bayes(const Arguments& arguments) {
  const auto X = matrix<double>(arguments, "X");
  const auto X_test = matrix<double>(arguments, "X_test");
  const auto y = labels(arguments, "y");
  ml::GaussianNaiveBayesConfig config;
  config.var_smoothing = std::stod(text(arguments, "var_smoothing", "1e-9"));
  if (arguments.contains("priors")) {
    config.priors = ml::read_npy<double>(arguments.at("priors")).values;
  }
  const int n_classes = *std::ranges::max_element(y) + 1;
  const auto model =
      ml::GaussianNaiveBayes::fit(X.view(), y, n_classes, weights(arguments), config);
  std::vector<double> p(X_test.view().rows() * static_cast<std::size_t>(n_classes));
  const MatrixView<double> out{p.data(), X_test.view().rows(), static_cast<std::size_t>(n_classes)};
  model.predict_proba(X_test.view(), out);
  write(arguments.at("out"), out);
  if (arguments.contains("save")) {
    model.save(arguments.at("save"));
  }
  return nlohmann::json::object();
}

/// Of all columns but the first, every fifth row of one artist.
ml::Strangeness strangeness_of(MatrixView<const float> X, const std::vector<int>& y, int n_classes,
                               double strength) {
  std::vector<std::size_t> rows(y.size());
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  std::vector<std::string> artists;
  artists.reserve(rows.size());
  for (const std::size_t row : rows) {
    artists.push_back("artist " + std::to_string(row % 5));
  }
  return ml::Strangeness::fit(X, rows, y, n_classes, artists,
                              {.first_column = 1, .n_columns = X.cols() - 1, .strength = strength});
}

nlohmann::json run_logistic_regression(const Arguments& arguments) {
  const auto X = matrix<double>(arguments, "X");
  const auto X_test = matrix<float>(arguments, "X_test");
  const auto y = labels(arguments, "y");
  const ml::LogisticRegressionConfig config{.C = std::stod(text(arguments, "C", "1")),
                                            .balanced = count(arguments, "balanced", 0) != 0,
                                            .tol = std::stod(text(arguments, "tol", "1e-6")),
                                            .max_iter = count(arguments, "max_iter", 1000)};
  std::size_t n_iter = 0;
  const int n_classes = *std::ranges::max_element(y) + 1;
  auto model = ml::LogisticRegression::fit(X.view(), y, n_classes, weights(arguments), config,
                                           [&](std::size_t number) { n_iter = number; });
  if (arguments.contains("strangeness")) {
    model = std::move(model).flattened_by(
        strangeness_of(X_test.view(), y, n_classes, std::stod(arguments.at("strangeness"))));
  }
  std::vector<double> p(X_test.view().rows() * static_cast<std::size_t>(n_classes));
  const MatrixView<double> out{p.data(), X_test.view().rows(), static_cast<std::size_t>(n_classes)};
  model.predict_proba(X_test.view(), out);
  write(arguments.at("out"), out);
  if (arguments.contains("save")) {
    model.save(arguments.at("save"));
  }
  return {{"n_iter", n_iter}};
}

nlohmann::json run_scaler(const Arguments& arguments) {
  const auto X = matrix<double>(arguments, "X");
  std::vector<double> scaled(X.npy.values.size());
  const MatrixView<double> out{scaled.data(), X.view().rows(), X.view().cols()};
  ml::StandardScaler::fit(X.view()).transform(X.view(), out);
  write(arguments.at("out"), out);
  return nlohmann::json::object();
}

nlohmann::json run_metrics(const Arguments& arguments) {
  const auto p = matrix<double>(arguments, "probabilities");
  const auto y = labels(arguments, "y");
  const auto predicted = ml::most_probable(p.view());
  const int n_classes = static_cast<int>(p.view().cols());
  return {{"accuracy", ml::accuracy(y, predicted)},
          {"balanced_accuracy", ml::balanced_accuracy(y, predicted, n_classes)},
          {"macro_f1", ml::macro_f1(y, predicted, n_classes)},
          {"nll", ml::negative_log_likelihood(p.view(), y)},
          {"brier", ml::brier_score(p.view(), y)},
          {"ece", ml::expected_calibration_error(ml::reliability_bins(p.view(), y))},
          {"temperature", ml::fit_temperature(p.view(), y)},
          {"confusion", ml::confusion_matrix(y, predicted, n_classes)}};
}

nlohmann::json run_sound_duplicates(const Arguments& arguments) {
  const auto data = ml::PreparedData::load(
      arguments.at("data"), {.features = false, .tensors = true, .embeddings = false});
  std::vector<ml::SoundDuplicate> found;
  const auto time = time_s(1, [&] { found = ml::find_sound_duplicates(data); });
  auto pairs = nlohmann::json::array();
  for (const auto& [first, second, bit_error_rate, offset_s] : found) {
    pairs.push_back({{"first", first},
                     {"second", second},
                     {"bit_error_rate", bit_error_rate},
                     {"offset_s", offset_s}});
  }
  return {{"pairs", pairs}, {"n_tracks", data.tracks.size()}, {"time_s", time}};
}

int run(int argc, char** argv) {
  const std::string command = argc > 1 ? argv[1] : "";
  Arguments arguments;
  for (int i = 2; i < argc; ++i) {
    const std::string argument = argv[i];
    const auto equals = argument.find('=');
    arguments[argument.substr(0, equals)] = argument.substr(equals + 1);
  }
  const std::map<std::string, std::function<nlohmann::json(const Arguments&)>> commands{
      {"forest", run_forest},
      {"naive-bayes", run_naive_bayes},
      {"logistic-regression", run_logistic_regression},
      {"scaler", run_scaler},
      {"sound-duplicates", run_sound_duplicates},
      {"metrics", run_metrics}};
  std::cout << commands.at(command)(arguments) << '\n';
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "ml_tool: %s\n", error.what());
    return 1;
  }
}
