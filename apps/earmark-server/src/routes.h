#pragma once

#include <string_view>

namespace earmark::server {

enum class RouteId {
  kRoot,
  kDocs,
  kOpenapi,
  kHealth,
  kReady,
  kMetrics,
  kVersion,
  kBundles,
  kPredictions,
  kReference,
  kAsset
};

/// A path of the contract (api/openapi.yaml), or all paths of the web app's files.
struct Route {
  RouteId id;
  std::string_view path;
  bool is_post = false;      ///< else GET and HEAD
  bool needs_token = false;  ///< where the service has tokens
};

/// @return  nullptr where there is nothing
[[nodiscard]] const Route* find_route(std::string_view path);

}  // namespace earmark::server
