#include "model_params.h"

#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "classifier_choice.h"
#include "earmark/base/thread_pool.h"
#include "earmark/command_line/usage.h"
#include "params_file.h"

namespace earmark::cli {
namespace {

constexpr double kMostBits = 8;  // entropy of 254 classes in equal shares

ParamSetter optional_count(std::optional<std::size_t>& value) {
  return [&value](const std::string& text) {
    if (text == "none") {
      value.reset();
      return;
    }
    std::size_t count = 0;
    count_param(count, 1)(text);
    value = count;
  };
}

ParamSetter max_samples(ml::RandomForestConfig& config) {
  return [&config](const std::string& text) {
    if (text == "none") {
      config.max_samples = std::monostate{};
    } else if (text.find_first_of(".eE") == std::string::npos) {
      std::size_t count = 0;
      count_param(count, 1)(text);
      config.max_samples = count;
    } else {
      double share = 0;
      number_param(share, 0, 1)(text);
      config.max_samples = share;
    }
  };
}

/// One of `choices`, read by `parse`.
template <typename T>
ParamSetter choice_param(T& value, std::vector<std::string> choices, T (*parse)(std::string_view)) {
  return [&value, choices = std::move(choices), parse](const std::string& text) {
    value = parse(parse_choice({"it", text}, choices));
  };
}

/// -1 stands for all processors, as in scikit-learn.
ParamSetter n_jobs(std::optional<std::size_t>& value) {
  return [&value](const std::string& text) {
    if (text == "none") {
      value.reset();
    } else if (text == "-1") {
      value = ThreadPool::available_processors();
    } else {
      value = parse_count({"it", text}, 1, kMaxJobs);
    }
  };
}

ParamSetters forest_setters(ForestParams& params) {
  ml::RandomForestConfig& config = params.config;
  return {
      {"n_estimators", count_param(config.n_estimators, 1)},
      {"criterion",
       choice_param(config.criterion, {"gini", "entropy", "log_loss"}, ml::parse_criterion)},
      {"max_depth", optional_count(config.max_depth)},
      {"min_samples_split", count_param(config.min_samples_split, 2)},
      {"min_samples_leaf", count_param(config.min_samples_leaf, 1)},
      {"min_weight_fraction_leaf", number_param(config.min_weight_fraction_leaf, 0, 0.5)},
      {"max_features",
       [&config](const std::string& text) {
         config.max_features = ml::MaxFeatures::parse(text == "none" ? "all" : text);
       }},
      {"max_leaf_nodes", optional_count(config.max_leaf_nodes)},
      {"min_impurity_decrease", number_param(config.min_impurity_decrease, 0, kMostBits)},
      {"bootstrap", switch_param(config.bootstrap)},
      {"max_samples", max_samples(config)},
      {"oob_score", switch_param(config.oob_score)},
      {"class_weight", choice_param(config.class_weight, {"none", "balanced", "balanced_subsample"},
                                    ml::ClassWeight::parse)},
      {"n_jobs", n_jobs(params.n_jobs)},
      {"random_state",
       [&config](const std::string& text) {
         std::size_t seed = 0;
         count_param(seed, 0)(text);
         config.random_state = seed;
       }},
  };
}

template <typename Config>
Config checked(Config config, const std::filesystem::path& file) {
  try {
    config.validate();
  } catch (const std::invalid_argument& error) {
    throw UsageError(file.string() + ": " + error.what());
  }
  return config;
}

}  // namespace

ForestParams forest_params(const std::filesystem::path& file) {
  ForestParams params;
  if (!file.empty()) {
    read_params(file, "forest", forest_setters(params));
  }
  return {checked(params.config, file), params.n_jobs};
}

ml::GaussianNaiveBayesConfig naive_bayes_params(const std::filesystem::path& file) {
  ml::GaussianNaiveBayesConfig config;
  if (!file.empty()) {
    read_params(file, "naive-bayes", {{"var_smoothing", number_param(config.var_smoothing, 0, 1)}});
  }
  return checked(config, file);
}

TaggerParams tagger_params(const std::filesystem::path& file) {
  // Among a few hundred songs a thousand values tell little of each: chosen by folds of artists.
  TaggerParams params{.head = {.C = 0.003, .balanced = true}};
  ml::LogisticRegressionConfig& config = params.head;
  if (!file.empty()) {
    read_params(
        file, "tagger",
        {{"C", number_param(config.C, 0, 1e9)},
         {"class_weight",
          [&config](const std::string& text) {
            config.balanced = parse_choice({"it", text}, {"none", "balanced"}) == "balanced";
          }},
         {"tol", number_param(config.tol, 0, 1)},
         {"max_iter", count_param(config.max_iter, 1)},
         {"strangeness", number_param(params.strangeness, 0, 1000)}});
  }
  config = checked(config, file);
  return params;
}

}  // namespace earmark::cli
