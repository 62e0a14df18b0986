#pragma once

#include <yaml-cpp/yaml.h>

#include <filesystem>
#include <string>

namespace earmark::cli {

/// @throws UsageError  there is no such file, it is over 1 MB, or it cannot be read
[[nodiscard]] std::string read_yaml_text(const std::filesystem::path& file);

/// @param name  stands for the file in messages
/// @throws UsageError  no YAML; with the line
[[nodiscard]] YAML::Node parse_yaml(const std::string& text, const std::string& name);

/// "params.yaml, line 3: ", how a message about that place begins.
[[nodiscard]] std::string yaml_place(const std::string& name, const YAML::Mark& mark);

}  // namespace earmark::cli
