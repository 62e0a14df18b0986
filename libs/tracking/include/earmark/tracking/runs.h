#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "earmark/tracking/mlflow_api.h"
#include "earmark/tracking/run_data.h"

namespace earmark::tracking {

/// Which runs to look for.
struct RunQuery {
  std::vector<std::string> experiment_ids = {};  ///< all where it is empty
  std::string filter = {};  ///< in MLflow's language, such as "params.kind = 'cnn'"
  std::size_t max_runs = 100;
};

/// The experiments and runs of a server. Each member throws TrackingError; those that stream files,
/// IoError too. One request at a time.
class Runs {
 public:
  explicit Runs(MlflowApi& api) : api_{api} {}

  /// The id of an experiment. @throws TrackingError  there is none of the name (kAbsent)
  [[nodiscard]] std::string experiment_id(const std::string& name);

  /// The same; the experiment is made where there is none of the name.
  [[nodiscard]] std::string make_experiment(const std::string& name);

  [[nodiscard]] Run create(const NewRun& run, const std::string& experiment_id);
  [[nodiscard]] Run get(const std::string& run_id);

  /// The newest first.
  [[nodiscard]] std::vector<Run> search(const RunQuery& query);

  /// All values of a figure, by step.
  [[nodiscard]] std::vector<Metric> history(const std::string& run_id, const std::string& key);

  /// Any number, in as many requests as the server's limits ask for (1,000 figures, 100 parameters
  /// and 100 tags a request). What was logged already with the same time and value stays once.
  void log(const std::string& run_id, const std::vector<Metric>& metrics,
           const std::vector<NamedText>& params, const std::vector<NamedText>& tags);

  void log_inputs(const std::string& run_id, const std::vector<DatasetInput>& inputs);

  /// @param status  of run_status
  void end(const std::string& run_id, const std::string& status, std::int64_t end_time_ms);

  /// @param path  where it goes among the run's artifacts, such as "model/model.onnx"
  void upload(const Run& run, const std::filesystem::path& file, const std::string& path);

  /// The content of a folder of the run's artifacts; "" for all.
  [[nodiscard]] std::vector<Artifact> artifacts(const Run& run, const std::string& folder = "");

 private:
  MlflowApi& api_;
};

/// The place in the server's store of what "mlflow-artifacts:/PLACE" names.
/// @throws TrackingError  another kind of address (kRefused): its artifacts go past the server
[[nodiscard]] std::string artifact_place(const std::string& artifact_uri);

/// All files below a place of the store, 10,000 at most with the folders, as paths from there on.
/// @throws TrackingError
[[nodiscard]] std::vector<Artifact> files_below(MlflowApi& api, const std::string& place);

}  // namespace earmark::tracking
