#include "routes.h"

#include <algorithm>
#include <array>

#include "assets.h"

namespace earmark::server {
namespace {

constexpr std::array<Route, 11> kRoutes{{
    {RouteId::kRoot, "/"},
    {RouteId::kDocs, "/docs"},
    {RouteId::kOpenapi, "/openapi.json"},
    {RouteId::kHealth, "/healthz"},
    {RouteId::kReady, "/readyz"},
    {RouteId::kMetrics, "/metrics", false, true},
    {RouteId::kVersion, "/version"},
    {RouteId::kBundles, "/v1/bundles", false, true},
    {RouteId::kPredictions, "/v1/predictions", true, true},
    {RouteId::kReference, "/predict/music", true, true},
    {RouteId::kReference, "/predict_music", true, true},
}};
constexpr Route kAssetRoute{RouteId::kAsset, "(asset)"};

}  // namespace

const Route* find_route(std::string_view path) {
  if (path.size() > 1 && path.ends_with('/')) {
    path.remove_suffix(1);
  }
  const auto* const found = std::ranges::find(kRoutes, path, &Route::path);
  if (found != kRoutes.end()) {
    return found;
  }
  return find_asset(path) != nullptr ? &kAssetRoute : nullptr;
}

}  // namespace earmark::server
