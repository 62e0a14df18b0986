#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "earmark/tracking/mlflow_api.h"
#include "earmark/tracking/run_data.h"
#include "spooled_run.h"

namespace earmark::tracking {

/// Brings a run from the disk to a server, entry by entry, and remembers how far it is, so that
/// another process can go on. What was sent twice, since an answer was lost, stays once.
class RunSender {
 public:
  RunSender(SpooledRun& spooled, MlflowApi& api);

  /// Sends the next entries of the journal in one request or two; false where there are none.
  /// An entry that the server will never take is left out and named among the refusals.
  /// @throws TrackingError, IoError  nothing is lost: the next call begins at the same entry
  bool send_some();

  /// Ends a run whose process died before it could. @throws TrackingError
  void end_as_killed();

  /// Whether the run's end is sent.
  [[nodiscard]] bool has_ended() const { return has_ended_; }

  /// The run on the server; an empty run_id before it was made.
  [[nodiscard]] const Run& run() const { return run_; }

  [[nodiscard]] const std::vector<std::string>& refusals() const { return refusals_; }

 private:
  void apply(const nlohmann::json& entry);
  void make_run(const nlohmann::json& entry);
  void upload(const nlohmann::json& entry);
  void register_version(const nlohmann::json& entry);
  void end(const nlohmann::json& entry);
  void save();

  SpooledRun& spooled_;
  MlflowApi& api_;
  Run run_;
  std::uint64_t offset_ = 0;  ///< bytes of the journal that are sent
  std::string experiment_id_;
  bool looks_for_run_ = true;  ///< an earlier request may have begun it
  std::int64_t last_time_ms_ = 0;
  bool has_ended_ = false;
  std::vector<std::string> refusals_;
};

}  // namespace earmark::tracking
