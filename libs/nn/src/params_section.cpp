#include "params_section.h"

#include <algorithm>

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

void read_section(const YAML::Node& node, const std::string& file, const std::string& section,
                  const ParamSetters& setters, const std::function<void()>& validate) {
  if (!node.IsMap()) {
    fail(file, node.Mark(), "\"" + section + "\" must be a list of \"key: value\" lines.");
  }
  for (const auto& entry : node) {
    const auto key = entry.first.as<std::string>("");
    const auto setter = setters.find(key);
    if (setter == setters.end()) {
      fail(file, entry.first.Mark(), "unknown key \"" + key + "\"" + did_you_mean(setters, key));
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
    validate();
  } catch (const std::invalid_argument& error) {
    fail(file, node.Mark(), error.what());
  }
}

}  // namespace

std::string did_you_mean(const std::vector<std::string>& known, const std::string& word) {
  const std::string meant = nearest(word, known);
  return meant.empty() ? ", only " + join(known) + "." : ", did you mean \"" + meant + "\"?";
}

void parse_params_section(const std::string& text, const std::string& name,
                          const std::string& section, const ParamSetters& setters,
                          const std::function<void()>& validate) {
  try {
    const YAML::Node root = YAML::Load(text);
    if (!root.IsMap() && !root.IsNull()) {
      fail(name, root.Mark(), "parameters must be sections such as \"" + section + ":\".");
    }
    require_known_sections(root, name);
    if (const YAML::Node node = root[section]; node && !node.IsNull()) {
      read_section(node, name, section, setters, validate);
    }
  } catch (const YAML::Exception& error) {
    fail(name, error.mark, "this is no YAML (" + error.msg + ").");
  }
}

std::string read_params_text(const std::filesystem::path& path) {
  const auto bytes = read_file(path, kMaxBytes);
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace earmark::nn
