#include "earmark/nn/cnn_params.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <functional>
#include <map>
#include <stdexcept>
#include <vector>

#include "earmark/base/errors.h"
#include "earmark/base/file_bytes.h"
#include "earmark/base/join.h"
#include "earmark/base/nearest.h"
#include "earmark/ml/params_sections.h"

namespace earmark::nn {
namespace {

constexpr std::size_t kMaxBytes = 1 << 20;

[[noreturn]] void fail(const std::string& file, const YAML::Mark& mark, const std::string& what) {
  // yaml-cpp counts lines from 0, and -1 where it knows none.
  const std::string line = mark.line >= 0 ? " line " + std::to_string(mark.line + 1) : "";
  throw DataError{"params", file + line + ": " + what};
}

std::string did_you_mean(const std::vector<std::string>& known, const std::string& word) {
  const std::string meant = nearest(word, known);
  return meant.empty() ? ", only " + join(known) + "." : ", did you mean \"" + meant + "\"?";
}

template <typename T>
std::string did_you_mean(const std::map<std::string, T>& known, const std::string& word) {
  std::vector<std::string> names;
  names.reserve(known.size());
  for (const auto& [name, unused] : known) {
    names.push_back(name);
  }
  return did_you_mean(names, word);
}

using Setter = std::function<void(const YAML::Node& value)>;

template <typename T>
Setter number(T& member) {
  return [&member](const YAML::Node& value) { member = value.as<T>(); };
}

template <typename T>
Setter word(T& member, const std::map<std::string, T>& words) {
  return [&member, words](const YAML::Node& value) {
    const auto text = value.as<std::string>();
    const auto found = words.find(text);
    if (found == words.end()) {
      throw std::invalid_argument("\"" + text + "\" is no choice" + did_you_mean(words, text));
    }
    member = found->second;
  };
}

std::map<std::string, Setter> setters(CnnConfig& config) {
  return {{"seed", number(config.seed)},
          {"epochs", number(config.epochs)},
          {"batch_size", number(config.batch_size)},
          {"learning_rate", number(config.learning_rate)},
          {"l2", number(config.l2)},
          {"dropout", number(config.dropout)},
          {"label_smoothing", number(config.label_smoothing)},
          {"class_weight",
           word<ClassWeight>(config.class_weight,
                             {{"none", ClassWeight::kNone}, {"balanced", ClassWeight::kBalanced}})},
          {"schedule", word<LearningRateSchedule>(
                           config.schedule, {{"none", LearningRateSchedule::kNone},
                                             {"plateau", LearningRateSchedule::kPlateau},
                                             {"cosine", LearningRateSchedule::kCosine},
                                             {"one-cycle", LearningRateSchedule::kOneCycle}})},
          {"plateau_factor", number(config.plateau_factor)},
          {"plateau_patience", number(config.plateau_patience)},
          {"early_stopping_patience", number(config.early_stopping_patience)},
          {"early_stopping_min_delta", number(config.early_stopping_min_delta)},
          {"standardize", number(config.standardize)},
          {"n_threads", number(config.n_threads)},
          {"kernels", word<CnnKernels>(config.kernels, {{"fused", CnnKernels::kFused},
                                                        {"libtorch", CnnKernels::kLibtorch}})}};
}

void require_known_sections(const YAML::Node& root, const std::string& file) {
  const std::vector<std::string> known = ml::params_sections();
  for (const auto& entry : root) {
    const auto name = entry.first.as<std::string>("");
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      fail(file, entry.first.Mark(),
           "unknown section \"" + name + "\"" + did_you_mean(known, name));
    }
  }
}

void read_section(const YAML::Node& section, const std::string& file, CnnConfig& config) {
  if (!section.IsMap()) {
    fail(file, section.Mark(), "\"cnn\" must be a list of \"key: value\" lines.");
  }
  const auto known = setters(config);
  for (const auto& entry : section) {
    const auto key = entry.first.as<std::string>("");
    const auto setter = known.find(key);
    if (setter == known.end()) {
      fail(file, entry.first.Mark(), "unknown key \"" + key + "\"" + did_you_mean(known, key));
    }
    try {
      setter->second(entry.second);
    } catch (const YAML::BadConversion&) {
      fail(file, entry.second.Mark(), "the value of \"" + key + "\" has the wrong type.");
    } catch (const std::invalid_argument& error) {
      fail(file, entry.second.Mark(), error.what());
    }
  }
  try {
    config.validate();
  } catch (const std::invalid_argument& error) {
    fail(file, section.Mark(), error.what());
  }
}

}  // namespace

CnnConfig parse_cnn_params(const std::string& text, const std::string& name) {
  CnnConfig config;
  try {
    const YAML::Node root = YAML::Load(text);
    if (!root.IsMap() && !root.IsNull()) {
      fail(name, root.Mark(), "parameters must be sections such as \"cnn:\".");
    }
    require_known_sections(root, name);
    if (const YAML::Node section = root["cnn"]; section && !section.IsNull()) {
      read_section(section, name, config);
    }
  } catch (const YAML::Exception& error) {
    fail(name, error.mark, "this is no YAML (" + error.msg + ").");
  }
  return config;
}

CnnConfig read_cnn_params(const std::filesystem::path& path) {
  const auto bytes = read_file(path, kMaxBytes);
  return parse_cnn_params({reinterpret_cast<const char*>(bytes.data()), bytes.size()},
                          path.string());
}

}  // namespace earmark::nn
