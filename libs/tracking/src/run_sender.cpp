#include "run_sender.h"

#include <algorithm>
#include <iterator>

#include "earmark/tracking/registry.h"
#include "earmark/tracking/runs.h"
#include "earmark/tracking/tracking_error.h"
#include "journal_entries.h"
#include "json_read.h"

namespace earmark::tracking {
namespace {

using nlohmann::json;

constexpr std::size_t kMaxMetrics = 1000;  // of one request

}  // namespace

RunSender::RunSender(SpooledRun& spooled, MlflowApi& api) : spooled_{spooled}, api_{api} {
  const json progress = spooled.progress();
  run_.run_id = text_at(progress, "run_id");
  run_.experiment_id = text_at(progress, "experiment_id");
  run_.artifact_uri = text_at(progress, "artifact_uri");
  offset_ = static_cast<std::uint64_t>(whole_at(progress, "sent"));
  last_time_ms_ = whole_at(progress, "time");
  has_ended_ = whole_at(progress, "ended") != 0;
}

void RunSender::save() {
  spooled_.save_progress({{"run_id", run_.run_id},
                          {"experiment_id", run_.experiment_id},
                          {"artifact_uri", run_.artifact_uri},
                          {"sent", offset_},
                          {"time", last_time_ms_},
                          {"ended", has_ended_ ? 1 : 0}});
}

bool RunSender::send_some() {
  const std::string lines = spooled_.read_from(offset_);
  if (lines.empty()) {
    return false;
  }
  std::vector<Metric> metrics;
  std::size_t done = 0;
  // Figures that follow each other go together; anything else alone.
  while (done < lines.size() && metrics.size() < kMaxMetrics) {
    const std::size_t end = lines.find('\n', done) + 1;
    const json entry = read_object(std::string_view{lines}.substr(done, end - done));
    const bool is_metrics = text_at(entry, "op") == op::kMetrics;
    if (!is_metrics && !metrics.empty()) {
      break;
    }
    done = end;
    if (is_metrics) {
      std::ranges::copy(metrics_of(entry), std::back_inserter(metrics));
      continue;
    }
    if (entry.is_object()) {
      apply(entry);
    }
    break;
  }
  if (!metrics.empty()) {
    try {
      Runs{api_}.log(run_.run_id, metrics, {}, {});
    } catch (const TrackingError& error) {
      if (error.may_pass()) {
        throw;
      }
      refusals_.emplace_back(error.what());
    }
    last_time_ms_ = std::max(last_time_ms_, metrics.back().timestamp_ms);
  }
  offset_ += done;
  save();
  return true;
}

void RunSender::apply(const json& entry) {
  const std::string what = text_at(entry, "op");
  try {
    if (what == op::kRun) {
      make_run(entry);
    } else if (what == op::kParams) {
      Runs{api_}.log(run_.run_id, {}, named_texts(list_at(entry, "texts")), {});
    } else if (what == op::kTags) {
      Runs{api_}.log(run_.run_id, {}, {}, named_texts(list_at(entry, "texts")));
    } else if (what == op::kInputs) {
      Runs{api_}.log_inputs(run_.run_id, inputs_of(entry));
    } else if (what == op::kFile) {
      upload(entry);
    } else if (what == op::kVersion) {
      register_version(entry);
    } else if (what == op::kEnd) {
      end(entry);
    }
  } catch (const TrackingError& error) {
    // Without the run nothing after it has a place.
    if (error.may_pass() || what == op::kRun) {
      throw;
    }
    refusals_.emplace_back(error.what());
  }
}

void RunSender::make_run(const json& entry) {
  NewRun run = new_run_of(entry);
  last_time_ms_ = run.start_time_ms;
  const std::string mark = spooled_.folder().filename().string();
  Runs runs{api_};
  // Each step is remembered: a server that fails now and then is asked for the next one only.
  if (experiment_id_.empty()) {
    experiment_id_ = runs.make_experiment(run.experiment);
  }
  if (looks_for_run_) {
    const std::vector<Run> begun =
        runs.search({.experiment_ids = {experiment_id_},
                     .filter = std::string{"tags.`"} + kSpoolTag + "` = '" + mark + "'",
                     .max_runs = 1});
    if (!begun.empty()) {
      run_ = begun.front();
      return;
    }
    looks_for_run_ = false;
  }
  run.tags.push_back({kSpoolTag, mark});
  try {
    run_ = runs.create(run, experiment_id_);
  } catch (const TrackingError&) {
    looks_for_run_ = true;  // its answer may be what was lost
    throw;
  }
}

void RunSender::upload(const json& entry) {
  const std::filesystem::path file = spooled_.kept(text_at(entry, "kept"));
  std::error_code error;
  if (!std::filesystem::is_regular_file(file, error)) {
    return;  // sent before, in a request whose answer was lost
  }
  Runs{api_}.upload(run_, file, text_at(entry, "path"));
  std::filesystem::remove(file, error);
}

void RunSender::register_version(const json& entry) {
  const std::string name = text_at(entry, "name");
  const std::string source = run_.artifact_uri + '/' + text_at(entry, "path");
  Registry registry{api_};
  try {
    const std::vector<ModelVersion> versions = registry.versions(name);
    if (std::ranges::find(versions, source, &ModelVersion::source) != versions.end()) {
      return;
    }
  } catch (const TrackingError& error) {
    if (error.fault() != Fault::kAbsent) {
      throw;
    }
  }
  (void)registry.register_version({.name = name,
                                   .source = source,
                                   .run_id = run_.run_id,
                                   .tags = named_texts(list_at(entry, "tags")),
                                   .description = text_at(entry, "description")});
}

void RunSender::end(const json& entry) {
  Runs{api_}.end(run_.run_id, text_at(entry, "status"), whole_at(entry, "time"));
  has_ended_ = true;
}

void RunSender::end_as_killed() {
  Runs{api_}.end(run_.run_id, run_status::kKilled, last_time_ms_);
  has_ended_ = true;
  save();
}

}  // namespace earmark::tracking
