#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "earmark/tracking/run_data.h"

namespace earmark::tracking {

// What the lines of a run's journal say. Each is an object whose "op" is one of these.
namespace op {
inline constexpr const char* kRun = "run";  ///< the run begins
inline constexpr const char* kMetrics = "metrics";
inline constexpr const char* kParams = "params";
inline constexpr const char* kTags = "tags";
inline constexpr const char* kInputs = "inputs";
inline constexpr const char* kFile = "file";        ///< a file among the artifacts
inline constexpr const char* kVersion = "version";  ///< a version of a registered model
inline constexpr const char* kEnd = "end";
}  // namespace op

/// The tag by which a run that was begun is found again where the answer was lost.
inline constexpr const char* kSpoolTag = "earmark.spool";

[[nodiscard]] nlohmann::json run_entry(const NewRun& run, const std::string& server);
[[nodiscard]] NewRun new_run_of(const nlohmann::json& entry);

[[nodiscard]] nlohmann::json metrics_entry(const std::vector<Metric>& metrics);
[[nodiscard]] std::vector<Metric> metrics_of(const nlohmann::json& entry);

/// @param what  op::kParams or op::kTags
[[nodiscard]] nlohmann::json texts_entry(const char* what, const std::vector<NamedText>& texts);

[[nodiscard]] nlohmann::json inputs_entry(const std::vector<DatasetInput>& inputs);
[[nodiscard]] std::vector<DatasetInput> inputs_of(const nlohmann::json& entry);

[[nodiscard]] nlohmann::json version_entry(const RunVersion& version);

}  // namespace earmark::tracking
