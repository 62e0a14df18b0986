#pragma once

#include <atomic>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "earmark/tracking/http.h"
#include "earmark/tracking/run_log.h"
#include "earmark/tracking/server_address.h"

namespace earmark::cli {

/// What the environment says of a tracking server: MLFLOW_TRACKING_URI, MLFLOW_TRACKING_USERNAME,
/// MLFLOW_TRACKING_PASSWORD, MLFLOW_TRACKING_TOKEN, MLFLOW_EXPERIMENT_NAME and
/// EARMARK_TRACKING_SPOOL; what is not set there is taken from `.env` in the working folder.
class TrackingSettings {
 public:
  /// None where MLFLOW_TRACKING_URI is set nowhere.
  /// @throws TableError, IoError  `.env` cannot be read
  [[nodiscard]] static std::optional<TrackingSettings> read();

  /// As read(). @throws UsageError  MLFLOW_TRACKING_URI is not set
  [[nodiscard]] static TrackingSettings require(const std::string& what_for);

  /// @throws UsageError  it is no address
  [[nodiscard]] tracking::ServerAddress server() const;

  [[nodiscard]] const std::string& experiment() const { return experiment_; }

  /// A way to the server. @throws TrackingError
  [[nodiscard]] std::unique_ptr<tracking::Http> http(
      const std::atomic<bool>* cancelled = nullptr) const;

  /// For a run that must not fail: an address that is none is told at its end.
  [[nodiscard]] tracking::RunLogConfig run_log() const;

 private:
  std::string uri_;
  std::string experiment_;
  tracking::Credentials credentials_;
  std::filesystem::path spool_;
};

/// A folder of the user's for this program: the first of `variable`, $XDG_…/earmark and
/// ~/FALLBACK/earmark that there is.
[[nodiscard]] std::filesystem::path user_folder(const char* variable, const char* xdg,
                                                const char* fallback);

}  // namespace earmark::cli
