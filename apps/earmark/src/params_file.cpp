#include "params_file.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <stdexcept>

#include "earmark/command_line/usage.h"
#include "earmark/command_line/yaml_file.h"
#include "earmark/ml/params_sections.h"

namespace earmark::cli {
namespace {

std::string place(const std::filesystem::path& file, const YAML::Mark& mark) {
  return yaml_place(file.string(), mark);
}

YAML::Node load(const std::filesystem::path& file) {
  return parse_yaml(read_yaml_text(file), file.string());
}

std::string text_of(const YAML::Node& value) { return value.IsNull() ? "none" : value.Scalar(); }

void set(const std::filesystem::path& file, const std::string& section, const std::string& key,
         const YAML::Mark& mark, const YAML::Node& value, const ParamSetters& setters) {
  const auto setter = setters.find(key);
  if (setter == setters.end()) {
    std::vector<std::string> names;
    for (const auto& [name, unused] : setters) {
      names.push_back(name);
    }
    throw UsageError(place(file, mark) + section + " has no parameter " + key + ", only " +
                     enumerate(names) + did_you_mean(key, names));
  }
  if (!value.IsScalar() && !value.IsNull()) {
    throw UsageError(place(file, mark) + key + " must be one value");
  }
  try {
    setter->second(text_of(value));
  } catch (const std::invalid_argument& error) {
    throw UsageError(place(file, mark) + key + ": " + error.what());
  } catch (const UsageError& error) {
    throw UsageError(place(file, mark) + key + ": " + error.what());
  }
}

}  // namespace

void read_params(const std::filesystem::path& file, const std::string& section,
                 const ParamSetters& setters) {
  read_params(file, ml::params_sections(), section, setters);
}

void read_params(const std::filesystem::path& file, const std::vector<std::string>& sections,
                 const std::string& section, const ParamSetters& setters) {
  const YAML::Node document = load(file);
  if (!document.IsMap()) {
    throw UsageError(file.string() + " must hold sections such as \"" + section + ":\"");
  }
  for (const auto& entry : document) {
    const std::string name = entry.first.IsScalar() ? entry.first.Scalar() : "";
    if (std::find(sections.begin(), sections.end(), name) == sections.end()) {
      throw UsageError(place(file, entry.first.Mark()) + "unknown section " + name + ", only " +
                       enumerate(sections) + did_you_mean(name, sections));
    }
    if (name != section || entry.second.IsNull()) {
      continue;
    }
    if (!entry.second.IsMap()) {
      throw UsageError(place(file, entry.first.Mark()) + section +
                       " must be followed by lines \"name: value\"");
    }
    for (const auto& param : entry.second) {
      set(file, section, param.first.IsScalar() ? param.first.Scalar() : "", param.first.Mark(),
          param.second, setters);
    }
  }
}

std::vector<std::pair<std::string, std::string>> params_of(const std::filesystem::path& file,
                                                           const std::string& section) {
  std::vector<std::pair<std::string, std::string>> values;
  const YAML::Node document = load(file);
  for (const auto& entry : document) {
    if (!entry.first.IsScalar() || entry.first.Scalar() != section || !entry.second.IsMap()) {
      continue;
    }
    for (const auto& param : entry.second) {
      if (param.first.IsScalar() && (param.second.IsScalar() || param.second.IsNull())) {
        values.emplace_back(param.first.Scalar(), text_of(param.second));
      }
    }
  }
  return values;
}

ParamSetter count_param(std::size_t& value, std::size_t low) {
  return [&value, low](const std::string& text) {
    value = parse_count({"it", text}, low, std::numeric_limits<std::uint32_t>::max());
  };
}

ParamSetter number_param(double& value, double low, double high) {
  return [&value, low, high](const std::string& text) {
    value = parse_number({"it", text}, low, high);
  };
}

ParamSetter switch_param(bool& value) {
  return [&value](const std::string& text) {
    value = parse_choice({"it", text}, {"true", "false"}) == "true";
  };
}

}  // namespace earmark::cli
