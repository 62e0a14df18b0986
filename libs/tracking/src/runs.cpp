#include "earmark/tracking/runs.h"

#include <algorithm>
#include <set>
#include <span>

#include "json_read.h"

namespace earmark::tracking {
namespace {

using nlohmann::json;

// MLflow's limits of one request of log-batch.
constexpr std::size_t kMaxMetrics = 1000;
constexpr std::size_t kMaxTexts = 100;
constexpr std::size_t kPage = 1000;  // of search and history

Run run_of(const json& object) {
  const json info = object_at(object, "info");
  const json data = object_at(object, "data");
  Run run{.run_id = text_at(info, "run_id"),
          .name = text_at(info, "run_name"),
          .experiment_id = text_at(info, "experiment_id"),
          .status = text_at(info, "status"),
          .start_time_ms = whole_at(info, "start_time"),
          .end_time_ms = whole_at(info, "end_time"),
          .artifact_uri = text_at(info, "artifact_uri"),
          .params = named_texts(list_at(data, "params")),
          .tags = named_texts(list_at(data, "tags")),
          .metrics = {}};
  for (const json& metric : list_at(data, "metrics")) {
    run.metrics.push_back(metric_of(metric));
  }
  return run;
}

template <typename T>
std::vector<std::span<const T>> in_parts(const std::vector<T>& all, std::size_t most) {
  std::vector<std::span<const T>> parts;
  for (std::size_t begin = 0; begin < all.size(); begin += most) {
    parts.push_back(std::span{all}.subspan(begin, std::min(most, all.size() - begin)));
  }
  return parts;
}

Artifact artifact_of(const json& entry) {
  const auto is_folder = entry.find("is_dir");
  return {text_at(entry, "path"), is_folder != entry.end() && is_folder->is_boolean() && *is_folder,
          static_cast<std::uint64_t>(std::max<std::int64_t>(0, whole_at(entry, "file_size")))};
}

std::string joined(const std::string& folder, const std::string& name) {
  return folder.empty() ? name : folder + '/' + name;
}

/// The answer's pages come to an end: a server that gives one again and again would be asked for
/// ever.
void require_new_page(const std::string& page, std::set<std::string>& seen,
                      const std::string& uri) {
  if (!page.empty() && !seen.insert(page).second) {
    throw TrackingError(Fault::kNotMlflow, "the tracking server at " + uri +
                                               " gives the same page of an answer twice");
  }
}

}  // namespace

std::string Runs::experiment_id(const std::string& name) {
  const json found =
      read_answer(api_.get("experiments/get-by-name", {{"experiment_name", name}}), api_.uri());
  return text_at(object_at(found, "experiment"), "experiment_id");
}

std::string Runs::make_experiment(const std::string& name) {
  try {
    return experiment_id(name);
  } catch (const TrackingError& error) {
    if (error.fault() != Fault::kAbsent) {
      throw;
    }
  }
  // By this tag MLflow's pages open as those for training, not for language models.
  const json request{
      {"name", name},
      {"tags", {{{"key", "mlflow.experimentKind"}, {"value", "custom_model_development"}}}}};
  const json made =
      read_answer(api_.send("POST", "experiments/create", text_of(request)), api_.uri());
  return text_at(made, "experiment_id");
}

Run Runs::create(const NewRun& run, const std::string& experiment_id) {
  std::vector<NamedText> tags = run.tags;
  if (!run.parent_run_id.empty()) {
    tags.push_back({"mlflow.parentRunId", run.parent_run_id});
  }
  const json request{{"experiment_id", experiment_id},
                     {"run_name", run.name},
                     {"start_time", run.start_time_ms},
                     {"tags", to_json(tags)}};
  return run_of(object_at(
      read_answer(api_.send("POST", "runs/create", text_of(request)), api_.uri()), "run"));
}

Run Runs::get(const std::string& run_id) {
  return run_of(
      object_at(read_answer(api_.get("runs/get", {{"run_id", run_id}}), api_.uri()), "run"));
}

std::vector<Run> Runs::search(const RunQuery& query) {
  json ids = query.experiment_ids;
  if (query.experiment_ids.empty()) {
    const json answer = read_answer(
        api_.send("POST", "experiments/search", text_of(json{{"max_results", kPage}})), api_.uri());
    for (const json& experiment : list_at(answer, "experiments")) {
      ids.push_back(text_at(experiment, "experiment_id"));
    }
  }
  std::vector<Run> runs;
  std::string page;
  std::set<std::string> pages;
  do {
    json request{{"experiment_ids", ids},
                 {"filter", query.filter},
                 {"max_results", std::min(query.max_runs - runs.size(), kPage)},
                 {"order_by", {"attributes.start_time DESC"}}};
    if (!page.empty()) {
      request["page_token"] = page;
    }
    const json answer = read_answer(api_.send("POST", "runs/search", text_of(request)), api_.uri());
    for (const json& run : list_at(answer, "runs")) {
      runs.push_back(run_of(run));
    }
    page = text_at(answer, "next_page_token");
    require_new_page(page, pages, api_.uri());
  } while (!page.empty() && runs.size() < query.max_runs);
  return runs;
}

std::vector<Metric> Runs::history(const std::string& run_id, const std::string& key) {
  std::vector<Metric> values;
  std::string page;
  std::set<std::string> pages;
  do {
    std::vector<std::pair<std::string, std::string>> query{
        {"run_id", run_id}, {"metric_key", key}, {"max_results", std::to_string(kPage)}};
    if (!page.empty()) {
      query.emplace_back("page_token", page);
    }
    const json answer = read_answer(api_.get("metrics/get-history", query), api_.uri());
    for (const json& metric : list_at(answer, "metrics")) {
      values.push_back(metric_of(metric));
    }
    page = text_at(answer, "next_page_token");
    require_new_page(page, pages, api_.uri());
  } while (!page.empty());
  std::ranges::stable_sort(values, {}, &Metric::step);
  return values;
}

void Runs::log(const std::string& run_id, const std::vector<Metric>& metrics,
               const std::vector<NamedText>& params, const std::vector<NamedText>& tags) {
  const auto send = [&](const char* what, const json& list) {
    (void)api_.send("POST", "runs/log-batch", text_of(json{{"run_id", run_id}, {what, list}}));
  };
  for (const auto part : in_parts(metrics, kMaxMetrics)) {
    json list = json::array();
    for (const Metric& metric : part) {
      list.push_back(to_json(metric));
    }
    send("metrics", list);
  }
  for (const auto part : in_parts(params, kMaxTexts)) {
    send("params", to_json(std::vector<NamedText>{part.begin(), part.end()}));
  }
  for (const auto part : in_parts(tags, kMaxTexts)) {
    send("tags", to_json(std::vector<NamedText>{part.begin(), part.end()}));
  }
}

void Runs::log_inputs(const std::string& run_id, const std::vector<DatasetInput>& inputs) {
  json datasets = json::array();
  for (const DatasetInput& input : inputs) {
    datasets.push_back({{"tags", {{{"key", "mlflow.data.context"}, {"value", input.context}}}},
                        {"dataset",
                         {{"name", input.name},
                          {"digest", input.digest},
                          {"source_type", "local"},
                          {"source", text_of(json{{"uri", input.source}})},
                          {"profile", input.profile}}}});
  }
  (void)api_.send("POST", "runs/log-inputs",
                  text_of(json{{"run_id", run_id}, {"datasets", datasets}}));
}

void Runs::end(const std::string& run_id, const std::string& status, std::int64_t end_time_ms) {
  (void)api_.send("POST", "runs/update",
                  text_of(json{{"run_id", run_id}, {"status", status}, {"end_time", end_time_ms}}));
}

void Runs::upload(const Run& run, const std::filesystem::path& file, const std::string& path) {
  api_.upload(file, joined(artifact_place(run.artifact_uri), path));
}

std::vector<Artifact> Runs::artifacts(const Run& run, const std::string& folder) {
  std::vector<std::pair<std::string, std::string>> query{{"run_id", run.run_id}};
  if (!folder.empty()) {
    query.emplace_back("path", folder);
  }
  std::vector<Artifact> found;
  for (const json& entry :
       list_at(read_answer(api_.get("artifacts/list", query), api_.uri()), "files")) {
    found.push_back(artifact_of(entry));
  }
  return found;
}

std::string artifact_place(const std::string& artifact_uri) {
  constexpr std::string_view kScheme = "mlflow-artifacts:/";
  if (!artifact_uri.starts_with(kScheme)) {
    throw TrackingError(Fault::kRefused,
                        "the server keeps this run's files at " + artifact_uri +
                            ", past itself: start it with mlflow server --artifacts-destination "
                            "(mlflow-artifacts:)");
  }
  std::string place = artifact_uri.substr(kScheme.size());
  // "mlflow-artifacts://host/place" names the host too.
  if (place.starts_with('/')) {
    const std::size_t after_host = place.find('/', 1);
    place = after_host == std::string::npos ? "" : place.substr(after_host + 1);
  }
  return place;
}

std::vector<Artifact> files_below(MlflowApi& api, const std::string& place) {
  constexpr std::size_t kMostEntries = 10000;  // a server may list a folder as its own content
  std::vector<Artifact> files;
  std::vector<std::string> folders{""};
  std::size_t n_entries = 0;
  while (!folders.empty()) {
    const std::string below = folders.back();
    folders.pop_back();
    const json answer = read_answer(api.list_artifacts(joined(place, below)), api.uri());
    for (const json& entry : list_at(answer, "files")) {
      if (++n_entries > kMostEntries) {
        throw TrackingError(Fault::kRefused, "the tracking server at " + api.uri() +
                                                 " lists over " + std::to_string(kMostEntries) +
                                                 " files and folders below " + place);
      }
      Artifact artifact = artifact_of(entry);
      artifact.path = joined(below, artifact.path);
      if (artifact.is_folder) {
        folders.push_back(artifact.path);
      } else {
        files.push_back(artifact);
      }
    }
  }
  return files;
}

}  // namespace earmark::tracking
