#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace earmark::cli {

/// What to do with the text of a parameter. Throws std::invalid_argument where it is wrong.
using ParamSetter = std::function<void(const std::string& text)>;
using ParamSetters = std::map<std::string, ParamSetter>;

/// Reads the section of a params.yaml that bears the model's name:
///
///     forest:
///       n_estimators: 300
///       max_features: sqrt
///
/// Sections of other models are passed over. A null is given as "none".
///
/// @throws UsageError  not YAML, an unknown section or parameter, or a wrong value; the message
///                     names the file, the line and the nearest right name
void read_params(const std::filesystem::path& file, const std::string& section,
                 const ParamSetters& setters);
/// The same for a file that may have other sections than a params.yaml.
void read_params(const std::filesystem::path& file, const std::vector<std::string>& sections,
                 const std::string& section, const ParamSetters& setters);

/// The values of a section as they stand, in their order; none where the file has no such section.
/// @throws UsageError  as read_params()
[[nodiscard]] std::vector<std::pair<std::string, std::string>> params_of(
    const std::filesystem::path& file, const std::string& section);

/// Setters for the usual kinds of values.
[[nodiscard]] ParamSetter count_param(std::size_t& value, std::size_t low);
[[nodiscard]] ParamSetter number_param(double& value, double low, double high);
[[nodiscard]] ParamSetter switch_param(bool& value);

}  // namespace earmark::cli
