#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "earmark/tracking/mlflow_api.h"
#include "run_sender.h"
#include "spooled_run.h"

namespace earmark::tracking {

/// The runs that dead processes left in a spool and a server is to have, the oldest first: those
/// that it began, and those that no server did.
class LeftRuns {
 public:
  /// Takes them over; those of living processes stay alone.
  LeftRuns(const std::filesystem::path& spool, MlflowApi& api);

  [[nodiscard]] std::size_t size() const { return left_.size(); }
  [[nodiscard]] std::size_t n_sent() const { return n_sent_; }

  /// Sends a part of the oldest; false where there is nothing left.
  /// @throws TrackingError, IoError  that run stays the oldest
  bool send_some();

  /// Lets the oldest lie: the server will not take it.
  void pass_over();

 private:
  struct Left {
    SpooledRun run;
    std::optional<RunSender> sender;
  };

  MlflowApi& api_;
  std::vector<std::unique_ptr<Left>> left_;
  std::size_t n_sent_ = 0;
};

}  // namespace earmark::tracking
