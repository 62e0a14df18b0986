#pragma once

#include <string>
#include <utility>
#include <vector>

#include "earmark/tracking/http.h"
#include "earmark/tracking/server_address.h"

namespace earmark::tracking {

/// MLflow's REST interface: JSON texts in and out, faults as TrackingError
/// (https://mlflow.org/docs/latest/rest-api.html). One request at a time.
class MlflowApi {
 public:
  MlflowApi(ServerAddress server, Http& http) : server_{std::move(server)}, http_{http} {}

  [[nodiscard]] const std::string& uri() const { return server_.uri; }

  /// GET of a path such as "runs/get". @throws TrackingError
  [[nodiscard]] std::string get(const std::string& path,
                                const std::vector<std::pair<std::string, std::string>>& query);

  /// Any other method with a JSON body. @throws TrackingError
  std::string send(const std::string& method, const std::string& path, const std::string& json);

  /// Streams a file of any size to a place such as "1/RUN/artifacts/model/model.onnx" of the
  /// server's artifact store. @throws TrackingError, IoError
  void upload(const std::filesystem::path& file, const std::string& place);

  /// Streams a file from there; `file` appears whole or not at all. @throws TrackingError, IoError
  void download(const std::string& place, const std::filesystem::path& file);

  /// What GET of the artifact store's folder says, as JSON. @throws TrackingError
  [[nodiscard]] std::string list_artifacts(const std::string& folder);

 private:
  std::string checked(const HttpRequest& request);
  [[nodiscard]] std::string api_url(const std::string& path) const;
  [[nodiscard]] std::string artifact_url(const std::string& place) const;

  ServerAddress server_;
  Http& http_;
};

}  // namespace earmark::tracking
