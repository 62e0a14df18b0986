#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "earmark/command_line/console.h"
#include "earmark/ml/prepared_data.h"
#include "earmark/tracking/run_log.h"

namespace earmark::cli {

struct Evaluation;

/// What a command does, as a run of MLflow where MLFLOW_TRACKING_URI is set; nothing where it is
/// not. What the server or the disk do wrong never ends the command: it is told at the end.
class TrackedRun {
 public:
  /// @param name  of the run, such as "train forest"
  /// @throws TableError, IoError  `.env` cannot be read
  TrackedRun(Console& console, const std::string& name);

  /// Ends the run as failed where finish() was not called.
  ~TrackedRun();
  TrackedRun(const TrackedRun&) = delete;
  TrackedRun& operator=(const TrackedRun&) = delete;

  [[nodiscard]] bool is_on() const { return log_.has_value(); }

  void param(const std::string& key, const std::string& value);

  /// A model's section of a params.yaml as parameters, and the file itself; none for "".
  void params_file(const std::filesystem::path& file, const std::string& section);

  void metric(const std::string& key, double value, std::int64_t step = 0);
  void metrics(const std::vector<std::pair<std::string, double>>& values, std::int64_t step);

  /// Prepared data as the run's data set. @param context  "training" or "testing"
  void data(const std::filesystem::path& folder, const ml::PreparedData& data,
            const std::string& context);

  void input(const tracking::DatasetInput& input);

  /// All figures of an evaluation, its reports and its card, below `folder`; the card describes the
  /// run, too.
  void evaluation(const Evaluation& evaluation, const std::string& folder);

  void file(const std::filesystem::path& file, const std::string& path);
  void text(const std::string& text, const std::string& path);
  void tag(const std::string& key, const std::string& value);

  /// Registers a folder of the artifacts as a version of a model.
  void version(const tracking::RunVersion& version);

  /// Ends the run and says where it is, or where it waits.
  void finish();

 private:
  void end(const char* status);

  Console& console_;
  std::optional<tracking::RunLog> log_;
  bool ended_ = false;
};

}  // namespace earmark::cli
