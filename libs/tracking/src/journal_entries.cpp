#include "journal_entries.h"

#include "json_read.h"

namespace earmark::tracking {

using nlohmann::json;

json run_entry(const NewRun& run, const std::string& server) {
  return {{"op", op::kRun},
          {"server", server},
          {"experiment", run.experiment},
          {"name", run.name},
          {"time", run.start_time_ms},
          {"tags", to_json(run.tags)},
          {"parent", run.parent_run_id}};
}

NewRun new_run_of(const json& entry) {
  return {.experiment = text_at(entry, "experiment"),
          .name = text_at(entry, "name"),
          .start_time_ms = whole_at(entry, "time"),
          .tags = named_texts(list_at(entry, "tags")),
          .parent_run_id = text_at(entry, "parent")};
}

json metrics_entry(const std::vector<Metric>& metrics) {
  json list = json::array();
  for (const Metric& metric : metrics) {
    list.push_back(to_json(metric));
  }
  return {{"op", op::kMetrics}, {"metrics", list}};
}

std::vector<Metric> metrics_of(const json& entry) {
  std::vector<Metric> metrics;
  for (const json& metric : list_at(entry, "metrics")) {
    metrics.push_back(metric_of(metric));
  }
  return metrics;
}

json texts_entry(const char* what, const std::vector<NamedText>& texts) {
  return {{"op", what}, {"texts", to_json(texts)}};
}

json inputs_entry(const std::vector<DatasetInput>& inputs) {
  json list = json::array();
  for (const DatasetInput& input : inputs) {
    list.push_back({{"name", input.name},
                    {"digest", input.digest},
                    {"source", input.source},
                    {"context", input.context},
                    {"profile", input.profile}});
  }
  return {{"op", op::kInputs}, {"inputs", list}};
}

std::vector<DatasetInput> inputs_of(const json& entry) {
  std::vector<DatasetInput> inputs;
  for (const json& input : list_at(entry, "inputs")) {
    inputs.push_back({text_at(input, "name"), text_at(input, "digest"), text_at(input, "source"),
                      text_at(input, "context"), text_at(input, "profile")});
  }
  return inputs;
}

json version_entry(const RunVersion& version) {
  return {{"op", op::kVersion},
          {"name", version.name},
          {"path", version.path},
          {"tags", to_json(version.tags)},
          {"description", version.description}};
}

}  // namespace earmark::tracking
