#include "pipeline_params.h"

#include <map>
#include <stdexcept>
#include <string>

#include "earmark/augment/ranges.h"
#include "earmark/command_line/usage.h"
#include "model_params.h"
#include "params_file.h"
#include "train_network.h"

namespace earmark::cli {
namespace {

ParamSetter rule_param(ml::SplitRule& rule) {
  return [&rule](const std::string& text) {
    if (text.starts_with("column:")) {
      rule = ml::SplitRule::parse(text);
      return;
    }
    rule = ml::SplitRule::parse(
        parse_choice({"it", text}, {"by-artist", "by-track", "random-segments", "column:NAME"}));
  };
}

}  // namespace

ml::SidesConfig split_params(const std::filesystem::path& file) {
  ml::SidesConfig config;
  std::size_t seed = 0;
  read_params(file, "split",
              {{"rule", rule_param(config.rule)},
               {"valid_fraction", number_param(config.valid_fraction, 0.01, 0.9)},
               {"test_fraction", number_param(config.test_fraction, 0.01, 0.9)},
               {"seed", count_param(seed, 0)},
               {"excerpts", switch_param(config.excerpts)}});
  config.seed = seed;
  try {
    config.validate();
  } catch (const std::invalid_argument& error) {
    throw UsageError(file.string() + ": " + error.what());
  }
  return config;
}

FeaturesParams features_params(const std::filesystem::path& file) {
  FeaturesParams params;
  read_params(file, "features",
              {{"trunks", [&params](const std::string& text) { params.trunks = text; }}});
  return params;
}

CopiesConfig augmentation_params(const std::filesystem::path& file) {
  CopiesConfig config;
  std::size_t seed = 0;
  ParamSetters setters{{"copies", count_param(config.n_copies, 0)}, {"seed", count_param(seed, 0)}};
  std::map<std::string, std::string> given;
  for (const augment::ChangeKind& kind : augment::change_kinds()) {
    const std::string name{kind.name};
    setters[name] = [&config, &given, name](const std::string& text) {
      if (text == "none") {
        return;
      }
      try {
        augment::set_range(config.ranges, name, text, "it");
      } catch (const augment::AugmentError& error) {
        throw UsageError(error.what());
      }
      given[name] = text;
    };
  }
  read_params(file, "augmentation", setters);
  config.seed = seed;
  for (const auto& [name, text] : given) {
    config.text += name + ' ' + text + '\n';
  }
  return config;
}

GtzanParams gtzan_params(const std::filesystem::path& file) {
  GtzanParams params;
  read_params(file, "gtzan",
              {{"model", [&params](const std::string& text) {
                  params.model = parse_choice({"it", text}, {"forest", "naive-bayes"});
                }}});
  return params;
}

EnsembleParams ensemble_params(const std::filesystem::path& file) {
  EnsembleParams params;
  read_params(file, "ensemble", {{"sure_accuracy", number_param(params.sure_accuracy, 0.01, 1)}});
  return params;
}

void check_params(const std::filesystem::path& file) {
  (void)split_params(file);
  (void)features_params(file);
  (void)augmentation_params(file);
  (void)gtzan_params(file);
  (void)ensemble_params(file);
  (void)forest_params(file);
  (void)naive_bayes_params(file);
  (void)tagger_params(file);
  const std::string text = file.string();
  train_network({"cnn", "--check", "--data", ".", "--params", text, "--out", "cnn.onnx"});
  train_network({"tune", "--check", "--data", ".", "--patches", ".", "--trunk", ".", "--params",
                 text, "--out", "."});
}

}  // namespace earmark::cli
