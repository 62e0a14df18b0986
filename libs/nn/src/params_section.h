#pragma once

#include <yaml-cpp/yaml.h>

#include <filesystem>
#include <functional>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

/// Reading one section of a parameters file (YAML) into a struct. Wrong files are told by
/// DataError, kind "params", with the line and the nearest right name.
namespace earmark::nn {

/// Takes a key's value; what it throws of YAML::BadConversion and std::invalid_argument is told
/// with the value's line.
using ParamSetter = std::function<void(const YAML::Node& value)>;
using ParamSetters = std::map<std::string, ParamSetter>;

/// What to say behind an unknown word: the nearest of `known`, else all of them.
[[nodiscard]] std::string did_you_mean(const std::vector<std::string>& known,
                                       const std::string& word);

template <typename T>
[[nodiscard]] std::string did_you_mean(const std::map<std::string, T>& known,
                                       const std::string& word) {
  std::vector<std::string> names;
  names.reserve(known.size());
  for (const auto& [name, unused] : known) {
    names.push_back(name);
  }
  return did_you_mean(names, word);
}

template <typename T>
[[nodiscard]] ParamSetter number(T& member) {
  return [&member](const YAML::Node& value) { member = value.as<T>(); };
}

template <typename T>
[[nodiscard]] ParamSetter word(T& member, const std::map<std::string, T>& words) {
  return [&member, words](const YAML::Node& value) {
    const auto text = value.as<std::string>();
    const auto found = words.find(text);
    if (found == words.end()) {
      throw std::invalid_argument("\"" + text + "\" is no choice" + did_you_mean(words, text));
    }
    member = found->second;
  };
}

/// Sets what the section says; without the section nothing. The other sections of
/// ml::params_sections() are not looked at.
///
/// @param name      stands for the file in messages
/// @param setters   by key
/// @param validate  called at the end of a section; may throw std::invalid_argument
/// @throws DataError  no YAML, an unknown section or key, a wrong value
void parse_params_section(const std::string& text, const std::string& name,
                          const std::string& section, const ParamSetters& setters,
                          const std::function<void()>& validate);

/// A parameters file's text. @throws IoError  it cannot be read
[[nodiscard]] std::string read_params_text(const std::filesystem::path& path);

}  // namespace earmark::nn
