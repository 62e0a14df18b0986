#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>

#include "earmark/command_line/text_layout.h"
#include "earmark/command_line/tracking_settings.h"
#include "earmark/command_line/usage.h"
#include "earmark/tracking/run_log.h"
#include "earmark/tracking/runs.h"
#include "earmark/tracking/tracking_error.h"
#include "runs_text.h"
#include "subcommands.h"

namespace earmark::cli {
namespace {

using tracking::Run;

constexpr std::size_t kMostRuns = 10000;

struct RunsFlags {
  std::vector<std::string> ids;
  std::string experiment;
  std::string filter;
  std::string sort;
  std::string top = "20";
  std::string figures;
  std::string params;
  bool json = false;
  bool send = false;
};

nlohmann::ordered_json json_of(const Run& run) {
  nlohmann::ordered_json json{{"run_id", run.run_id},
                              {"name", run.name},
                              {"status", run.status},
                              {"start_time_ms", run.start_time_ms},
                              {"end_time_ms", run.end_time_ms}};
  auto& params = json["params"] = nlohmann::ordered_json::object();
  for (const auto& param : run.params) {
    params[param.key] = param.value;
  }
  auto& metrics = json["metrics"] = nlohmann::ordered_json::object();
  for (const auto& metric : run.metrics) {
    metrics[metric.key] = metric.value;
  }
  return json;
}

/// The run whose id begins so. @throws UsageError  none does, or several
const Run& run_named(const std::vector<Run>& runs, const std::string& id) {
  const auto begins = [&](const Run& run) { return run.run_id.starts_with(id); };
  const auto found = std::ranges::find_if(runs, begins);
  if (found == runs.end()) {
    throw UsageError("no run has an id that begins with " + id + "; earmark runs lists them");
  }
  if (std::find_if(found + 1, runs.end(), begins) != runs.end()) {
    throw UsageError("several runs have an id that begins with " + id + ": write more of it");
  }
  return *found;
}

void sort_by(std::vector<Run>& runs, const std::string& figure) {
  std::ranges::stable_sort(runs, [&](const Run& a, const Run& b) {
    const auto left = figure_of(a, figure);
    const auto right = figure_of(b, figure);
    return left && (!right || *left > *right);
  });
}

ExitCode send(Console& console, const TrackingSettings& settings) {
  const tracking::SpoolReport report = tracking::send_spooled_runs(settings.run_log());
  console.print(counted(report.n_sent, "run", "runs") + " sent, " +
                std::to_string(report.n_waiting) + " still waiting\n");
  if (!report.fault.empty()) {
    print_error(console, report.fault);
    return ExitCode::kSomeInputFailed;
  }
  return ExitCode::kOk;
}

ExitCode show_runs(Console& console, const RunsFlags& flags) {
  const TrackingSettings settings = TrackingSettings::require("earmark runs");
  const tracking::ServerAddress server = settings.server();
  if (flags.send) {
    return send(console, settings);
  }
  const std::size_t n_shown = parse_count({"--top", flags.top}, 1, kMostRuns);
  const auto http = settings.http();
  tracking::MlflowApi api{server, *http};
  const std::string experiment =
      flags.experiment.empty() ? settings.experiment() : flags.experiment;
  const bool takes_all = !flags.ids.empty() || !flags.sort.empty();
  tracking::Runs server_runs{api};
  tracking::RunQuery query{.filter = flags.filter, .max_runs = takes_all ? kMostRuns : n_shown};
  if (experiment != "all") {
    query.experiment_ids = {server_runs.experiment_id(experiment)};
  }
  std::vector<Run> runs = server_runs.search(query);
  if (!flags.ids.empty()) {
    std::vector<Run> chosen;
    chosen.reserve(flags.ids.size());
    for (const std::string& id : flags.ids) {
      chosen.push_back(run_named(runs, id));
    }
    runs = std::move(chosen);
  } else if (!flags.sort.empty()) {
    sort_by(runs, flags.sort);
    runs.resize(std::min(runs.size(), n_shown));
  }
  if (flags.json) {
    for (const Run& run : runs) {
      console.print(json_of(run).dump() + '\n');
    }
    return ExitCode::kOk;
  }
  if (runs.empty()) {
    console.note("the experiment " + experiment + " has no such run");
    return ExitCode::kOk;
  }
  const RunColumns columns{
      flags.figures.empty() ? default_figures() : parse_list({"--figures", flags.figures}),
      flags.params.empty() ? std::vector<std::string>{} : parse_list({"--params", flags.params})};
  console.print(flags.ids.size() > 1 ? runs_side_by_side(runs, console.out())
                                     : runs_table(runs, columns, console.out()));
  return ExitCode::kOk;
}

}  // namespace

void add_runs(CLI::App& app, Action& action) {
  auto flags = std::make_shared<RunsFlags>();
  CLI::App* sub =
      app.add_subcommand("runs", "List the runs of an MLflow server, or compare some side by side");
  sub->add_option("runs", flags->ids, "Runs to compare, by the beginning of their ids")
      ->type_name("RUN");
  sub->add_option("--experiment", flags->experiment,
                  "Of this experiment, or all (MLFLOW_EXPERIMENT_NAME; default: earmark)")
      ->type_name("NAME");
  sub->add_option("--filter", flags->filter, "As in MLflow, such as \"params.kind = 'cnn'\"")
      ->type_name("TEXT");
  sub->add_option("--sort", flags->sort, "The highest of this figure first (default: the newest)")
      ->type_name("FIGURE");
  sub->add_option("--top", flags->top, "So many at most (default: 20)")->type_name("N");
  sub->add_option("--figures", flags->figures, "Columns, such as accuracy,nll")->type_name("NAMES");
  sub->add_option("--params", flags->params, "Columns, such as kind,split")->type_name("NAMES");
  sub->add_flag("--json", flags->json, "Print a JSON object a run");
  sub->add_flag("--send", flags->send,
                "Send what waits on this disk for a server that did not answer");
  sub->callback([flags, &action] {
    action = [flags](Console& console) { return show_runs(console, *flags); };
  });
}

}  // namespace earmark::cli
