#include "earmark/command_line/tracking_settings.h"

#include <map>
#include <stdexcept>

#include "earmark/command_line/usage.h"
#include "earmark/tracking/dotenv.h"
#include "earmark/tracking/tracking_error.h"

namespace earmark::cli {
namespace {

namespace fs = std::filesystem;

std::string environment(const char* name) { return setting(name, "", name).text; }

constexpr const char* kUri = "MLFLOW_TRACKING_URI";

}  // namespace

fs::path user_folder(const char* variable, const char* xdg, const char* fallback) {
  if (const std::string own = environment(variable); !own.empty()) {
    return own;
  }
  if (const std::string base = environment(xdg); !base.empty()) {
    return fs::path{base} / "earmark";
  }
  const std::string home = environment("HOME");
  return (home.empty() ? fs::temp_directory_path() : fs::path{home} / fallback) / "earmark";
}

std::optional<TrackingSettings> TrackingSettings::read() {
  const std::map<std::string, std::string> file = tracking::read_dotenv(fs::path{"."});
  const auto value = [&](const char* name) {
    const std::string set = environment(name);
    const auto found = file.find(name);
    return set.empty() && found != file.end() ? found->second : set;
  };
  TrackingSettings settings;
  settings.uri_ = value(kUri);
  if (settings.uri_.empty()) {
    return std::nullopt;
  }
  const std::string experiment = value("MLFLOW_EXPERIMENT_NAME");
  settings.experiment_ = experiment.empty() ? "earmark" : experiment;
  settings.credentials_ = {value("MLFLOW_TRACKING_USERNAME"), value("MLFLOW_TRACKING_PASSWORD"),
                           value("MLFLOW_TRACKING_TOKEN")};
  const std::string spool = value("EARMARK_TRACKING_SPOOL");
  settings.spool_ =
      spool.empty() ? user_folder("EARMARK_STATE", "XDG_STATE_HOME", ".local/state") / "tracking"
                    : fs::path{spool};
  return settings;
}

TrackingSettings TrackingSettings::require(const std::string& what_for) {
  if (auto settings = read()) {
    return *std::move(settings);
  }
  throw UsageError(what_for + " needs an MLflow server: set " + kUri +
                   " to its address, such as http://127.0.0.1:5000");
}

tracking::ServerAddress TrackingSettings::server() const {
  try {
    return tracking::ServerAddress::parse(uri_);
  } catch (const std::invalid_argument& error) {
    throw UsageError(std::string{kUri} + ' ' + error.what());
  }
}

std::unique_ptr<tracking::Http> TrackingSettings::http(const std::atomic<bool>* cancelled) const {
  return tracking::make_curl_http({.credentials = credentials_, .cancelled = cancelled});
}

tracking::RunLogConfig TrackingSettings::run_log() const {
  tracking::RunLogConfig config{.server = {uri_}, .http = {}, .spool = spool_};
  try {
    config.server = server();
    config.http = [settings = *this](const std::atomic<bool>& cancelled) {
      return settings.http(&cancelled);
    };
  } catch (const UsageError& error) {
    config.http = [message = std::string{error.what()}](
                      const std::atomic<bool>&) -> std::unique_ptr<tracking::Http> {
      throw tracking::TrackingError(tracking::Fault::kNotMlflow, message);
    };
  }
  return config;
}

}  // namespace earmark::cli
