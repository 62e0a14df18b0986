#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace earmark::tracking {

/// A figure at a step, such as an epoch.
struct Metric {
  std::string key;
  double value = 0;
  std::int64_t timestamp_ms = 0;  ///< since 1970
  std::int64_t step = 0;
};

/// A parameter or a tag.
struct NamedText {
  std::string key;
  std::string value;
};

/// A data set that a run learned from or was measured on.
struct DatasetInput {
  std::string name;
  std::string digest;   ///< tells other content: at most 36 characters
  std::string source;   ///< where it lies, for people
  std::string context;  ///< "training" or "testing"
  std::string profile;  ///< a JSON object of what is in it, such as {"n_tracks": 883}
};

/// What a run begins with.
struct NewRun {
  std::string experiment;
  std::string name;
  std::int64_t start_time_ms = 0;
  std::vector<NamedText> tags;
  std::string parent_run_id = {};  ///< "" for a run of its own
};

/// A run as the server has it.
struct Run {
  std::string run_id;
  std::string name;
  std::string experiment_id;
  std::string status;  ///< RUNNING, FINISHED, FAILED or KILLED
  std::int64_t start_time_ms = 0;
  std::int64_t end_time_ms = 0;  ///< 0 while it runs
  std::string artifact_uri;
  std::vector<NamedText> params;
  std::vector<NamedText> tags;
  std::vector<Metric> metrics;  ///< the last of each key
};

/// A file or folder among a run's artifacts.
struct Artifact {
  std::string path;  ///< from the run's artifacts on
  bool is_folder = false;
  std::uint64_t n_bytes = 0;
};

/// How runs of one status end in MLflow.
namespace run_status {
inline constexpr const char* kFinished = "FINISHED";
inline constexpr const char* kFailed = "FAILED";
inline constexpr const char* kKilled = "KILLED";
}  // namespace run_status

/// A version of a registered model, made of what a run logged.
struct RunVersion {
  std::string name;  ///< of the model
  std::string path;  ///< the folder of the run's artifacts that it is
  std::vector<NamedText> tags;
  std::string description = {};  ///< Markdown
};

}  // namespace earmark::tracking
