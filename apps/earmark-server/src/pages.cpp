#include "pages.h"

#include <nlohmann/json.hpp>
#include <string>

#include "accept.h"
#include "assets.h"
#include "openapi.h"
#include "problem.h"

namespace earmark::server::pages {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kJson = "application/json";
constexpr std::string_view kHtml = "text/html";

/// Pages run what comes from this service, and speak to it alone. The hash is that of the style
/// that wavesurfer.js gives its waveform.
constexpr const char* kPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self' "
    "'sha256-XGW/cX2BkTPWNNT3NdyASrPEWZfPnKdPJaJ2aN7R+v8='; img-src 'self' data: blob:; "
    "media-src 'self' blob:; connect-src 'self'; font-src 'self'; worker-src 'self' blob:; "
    "manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
/// Swagger UI sets styles of its own.
constexpr const char* kDocsPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' "
    "data:; "
    "connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'";

void give(const httplib::Request& request, httplib::Response& response, const Exchange& exchange,
          const Asset& asset) {
  const std::string tag = '"' + std::string{asset.hash} + '"';
  response.set_header("ETag", tag);
  response.set_header("Vary", "Accept-Encoding");
  // Names of built files tell their content.
  response.set_header("Cache-Control", asset.path.starts_with("/assets/")
                                           ? "public, max-age=31536000, immutable"
                                           : "no-cache");
  if (asset.type.starts_with(kHtml)) {
    response.set_header("Content-Security-Policy",
                        asset.path.starts_with("/docs/") ? kDocsPolicy : kPolicy);
    response.set_header("Permissions-Policy", "microphone=(self)");
  }
  if (request.get_header_value("If-None-Match") == tag) {
    response.status = 304;
    return;
  }
  const bool packed = exchange.takes_gzip && !asset.packed.empty();
  if (packed) {
    response.set_header("Content-Encoding", "gzip");
  }
  const std::string_view content = packed ? asset.packed : asset.content;
  response.set_content(content.data(), content.size(), std::string{asset.type});
}

}  // namespace

void root(const httplib::Request& request, httplib::Response& response, const Exchange& exchange) {
  response.set_header("Vary", "Accept");
  const Asset* const page = find_asset("/index.html");
  if (page != nullptr && names(request.get_header_value("Accept"), kHtml)) {
    give(request, response, exchange, *page);
    return;
  }
  response.set_content("{\"Server\":\"is working !\"}\n", kJson);
}

void docs(const httplib::Request& request, httplib::Response& response, const Exchange& exchange) {
  const Asset* const page = find_asset("/docs/index.html");
  if (page == nullptr) {
    throw ProblemError({.status = 404,
                        .kind = "not_found",
                        .detail = "this build has no pages; /openapi.json describes the service"});
  }
  give(request, response, exchange, *page);
}

void asset(const httplib::Request& request, httplib::Response& response, const Exchange& exchange) {
  give(request, response, exchange, *find_asset(request.path));
}

void openapi(httplib::Response& response) { response.set_content(openapi_json(), kJson); }

void version(const LoadedBundle& bundle, httplib::Response& response) {
  const auto& manifest = bundle.manifest();
  const Json json{{"name", "earmark-server"},
                  {"version", EARMARK_VERSION},
                  {"bundle", {{"name", manifest.name}, {"version", manifest.version}}}};
  response.set_content(json.dump() + '\n', kJson);
}

void bundles(const LoadedBundle& bundle, httplib::Response& response) {
  const auto& manifest = bundle.manifest();
  Json members = Json::array();
  for (const auto& member : manifest.members) {
    members.push_back({{"name", member.name}, {"kind", member.kind}});
  }
  Json profiles = Json::array();
  for (const auto& profile : manifest.profiles) {
    const Json one{{"name", profile.name}, {"members", profile.members}};
    // The first is the one that answers where none is named.
    profiles.insert(profile.name == bundle.default_profile() ? profiles.begin() : profiles.end(),
                    one);
  }
  const Json json{{"name", manifest.name},          {"version", manifest.version},
                  {"genres", manifest.genres},      {"members", members},
                  {"profiles", profiles},           {"has_tags", bundle.has_tags()},
                  {"loaded_at", bundle.loaded_at()}};
  response.set_content(Json{{"bundles", Json::array({json})}}.dump() + '\n', kJson);
}

}  // namespace earmark::server::pages
