#include "earmark/tracking/mlflow_api.h"

#include "earmark/tracking/tracking_error.h"
#include "json_read.h"

namespace earmark::tracking {
namespace {

constexpr std::size_t kMaxShown = 200;  // of a server's own words, in characters

/// What the server says of a fault, if it speaks as MLflow does.
struct Complaint {
  std::string code;
  std::string message;
};

Complaint complaint_of(const std::string& body) {
  const nlohmann::json json = read_object(body);
  const std::string message = text_at(json, "message").substr(0, kMaxShown);
  return {text_at(json, "error_code"), message.substr(0, message.find('\n'))};
}

[[noreturn]] void fail(const std::string& uri, const HttpResponse& response) {
  const Complaint said = complaint_of(response.body);
  const std::string status = "status " + std::to_string(response.status);
  const std::string why = said.message.empty() ? status : status + ": " + said.message;
  const std::string server = "the tracking server at " + uri;
  switch (response.status) {
    case 401:
      throw TrackingError(Fault::kNotAllowed,
                          server +
                              " wants a name and password or a token: set "
                              "MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or "
                              "MLFLOW_TRACKING_TOKEN");
    case 403:
      throw TrackingError(Fault::kNotAllowed, server + " does not allow this (" + why + ")");
    case 429:
      throw TrackingError(Fault::kBusy, server + " is busy (" + why + ")", response.retry_after_s);
    default:
      break;
  }
  if (response.status >= 500) {
    throw TrackingError(Fault::kServer, server + " failed (" + why + ")", response.retry_after_s);
  }
  if (said.code == "RESOURCE_DOES_NOT_EXIST") {
    throw TrackingError(Fault::kAbsent, server + " has no such thing (" + why + ")");
  }
  if (said.code.empty()) {
    throw TrackingError(Fault::kNotMlflow, "no MLflow server answers at " + uri + " (" + why +
                                               "): set MLFLOW_TRACKING_URI to its address");
  }
  throw TrackingError(Fault::kRefused, server + " refused a request (" + why + ")");
}

}  // namespace

std::string MlflowApi::checked(const HttpRequest& request) {
  HttpResponse response = http_.send(request);
  if (response.status < 200 || response.status >= 300) {
    fail(server_.uri, response);
  }
  return std::move(response.body);
}

std::string MlflowApi::api_url(const std::string& path) const {
  return server_.uri + "/api/2.0/mlflow/" + path;
}

std::string MlflowApi::artifact_url(const std::string& place) const {
  return server_.uri + "/api/2.0/mlflow-artifacts/artifacts/" + url_encode(place, "/");
}

std::string MlflowApi::get(const std::string& path,
                           const std::vector<std::pair<std::string, std::string>>& query) {
  std::string url = api_url(path);
  char separator = '?';
  for (const auto& [name, value] : query) {
    url += separator + name + '=' + url_encode(value);
    separator = '&';
  }
  return checked({.url = url});
}

std::string MlflowApi::send(const std::string& method, const std::string& path,
                            const std::string& json) {
  return checked({.method = method, .url = api_url(path), .body = json});
}

void MlflowApi::upload(const std::filesystem::path& file, const std::string& place) {
  (void)checked({.method = "PUT", .url = artifact_url(place), .upload = file});
}

void MlflowApi::download(const std::string& place, const std::filesystem::path& file) {
  (void)checked({.url = artifact_url(place), .download = file});
}

std::string MlflowApi::list_artifacts(const std::string& folder) {
  return checked(
      {.url = server_.uri + "/api/2.0/mlflow-artifacts/artifacts?path=" + url_encode(folder)});
}

}  // namespace earmark::tracking
