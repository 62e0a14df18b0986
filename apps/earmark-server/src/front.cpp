#include "front.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "earmark/command_line/usage.h"
#include "earmark/process/printable.h"
#include "head_rules.h"
#include "pages.h"
#include "problem.h"
#include "request_span.h"

namespace earmark::server {
namespace {

constexpr const char* kMetricsType = "text/plain; version=0.0.4; charset=utf-8";

}  // namespace

Front::Front(const ServerConfig& config, BundleHost& bundles, Judge& judge, Watcher& watcher)
    : config_{config},
      bundles_{&bundles},
      judge_{&judge},
      watcher_{&watcher},
      tokens_{config.tokens_file},
      rate_{config.rate_per_minute},
      client_places_{config.max_requests_per_client},
      budget_{config.memory_bytes, config.disk_bytes, config.upload_dir},
      body_reader_{config.max_body_bytes, budget_},
      predictions_{bundles, judge, body_reader_},
      reference_{bundles, judge, body_reader_},
      n_places_{static_cast<std::ptrdiff_t>(config.max_requests - config.max_requests / 4)} {
  if (!budget_.has_folder()) {
    throw cli::UsageError("--upload-dir: no file can be made in " + budget_.folder().string() +
                          "; name a folder where this user may write");
  }
}

void Front::set_common_headers(httplib::Response& response, const Exchange& exchange) const {
  response.set_header("X-Request-Id", exchange.request_id);
  response.set_header("X-Content-Type-Options", "nosniff");
  response.set_header("Referrer-Policy", "no-referrer");
  response.set_header("Cross-Origin-Opener-Policy", "same-origin");
  if (config_.cors_origins.empty()) {
    response.set_header("Cross-Origin-Resource-Policy", "same-origin");
  }
}

void Front::allow_origin(const httplib::Request& request, httplib::Response& response) const {
  const std::string origin = request.get_header_value("Origin");
  if (origin.empty() || config_.cors_origins.empty()) {
    return;
  }
  const auto& origins = config_.cors_origins;
  const bool any = std::ranges::find(origins, "*") != origins.end();
  response.set_header("Vary", "Origin");
  if (any || std::ranges::find(origins, origin) != origins.end()) {
    response.set_header("Access-Control-Allow-Origin", any ? "*" : origin);
    response.set_header("Access-Control-Expose-Headers", "X-Request-Id, Retry-After");
  }
}

std::string Front::client_of(const httplib::Request& request) const {
  const auto& trusted = config_.trusted_proxies;
  if (std::ranges::find(trusted, request.remote_addr) == trusted.end()) {
    return request.remote_addr;
  }
  // The last entry is the proxy's own, those before it are what clients claim.
  const std::string chain = request.get_header_value("X-Forwarded-For");
  const std::string last = chain.substr(chain.find_last_of(", ") + 1);
  return last.empty() ? request.remote_addr : printable(last.substr(0, 64));
}

void Front::give(const Problem& problem, httplib::Response& response, Exchange& exchange) {
  response.status = problem.status;
  exchange.problem_kind = problem.kind;
  if (problem.retry_after_s > 0) {
    response.set_header("Retry-After", std::to_string(problem.retry_after_s));
  }
  response.set_content(problem_json(problem, exchange.request_id), "application/problem+json");
}

const Route& Front::require_route(const httplib::Request& request, Exchange& exchange) {
  const Route* const route = find_route(request.path);
  if (route == nullptr) {
    throw ProblemError({.status = 404,
                        .kind = "not_found",
                        .detail = "there is nothing at this path; /docs shows what there is"});
  }
  exchange.route = route->path;
  return *route;
}

void Front::require_token(const Route& route, const httplib::Request& request,
                          httplib::Response& response) {
  if (!route.needs_token || !tokens_.are_needed() ||
      tokens_.has(request.get_header_value("Authorization"))) {
    return;
  }
  response.set_header("WWW-Authenticate", "Bearer");
  throw ProblemError({.status = 401,
                      .kind = "unauthorized",
                      .detail = "this needs a token that the service knows: send the header "
                                "Authorization: Bearer TOKEN"});
}

void Front::require_ready() const {
  if (stopping_) {
    throw ProblemError({.status = 503,
                        .kind = "stopping",
                        .detail = "the service ends; ask again in a moment",
                        .retry_after_s = 5});
  }
  judge_->admission().require_room();
}

void Front::answer_get(const Route& route, const httplib::Request& request,
                       httplib::Response& response, const Exchange& exchange) const {
  require_acceptable(route, request);
  switch (route.id) {
    case RouteId::kRoot:
      return pages::root(request, response, exchange);
    case RouteId::kDocs:
      return pages::docs(request, response, exchange);
    case RouteId::kOpenapi:
      return pages::openapi(response);
    case RouteId::kVersion:
      return pages::version(*bundles_->current(), response);
    case RouteId::kBundles:
      return pages::bundles(*bundles_->current(), response);
    case RouteId::kHealth:
      response.set_content("{\"status\":\"alive\"}\n", "application/json");
      return;
    case RouteId::kReady:
      require_ready();
      response.set_content("{\"status\":\"ready\"}\n", "application/json");
      return;
    case RouteId::kMetrics:
      response.set_content(watcher_->metrics(), kMetricsType);
      return;
    default:
      return pages::asset(request, response, exchange);
  }
}

void Front::answer_options(const Route& route, const httplib::Request& request,
                           httplib::Response& response) {
  response.status = 204;
  response.set_header("Allow", std::string{allowed(route)});
  if (response.has_header("Access-Control-Allow-Origin") &&
      request.has_header("Access-Control-Request-Method")) {
    response.set_header("Access-Control-Allow-Methods", route.is_post ? "POST" : "GET, HEAD");
    response.set_header("Access-Control-Allow-Headers", "Authorization, Content-Type");
    response.set_header("Access-Control-Max-Age", "600");
  }
}

std::shared_ptr<void> Front::take_place(const std::string& client) {
  std::shared_ptr<Front> place{
      this, [of_client = client_places_.take(client)](Front* front) { ++front->n_places_; }};
  // Some threads are left to those that ask without a body, such as for the service's health.
  if (n_places_.fetch_sub(1) > 0) {
    return place;
  }
  throw ProblemError({.status = 503,
                      .kind = "queue_full",
                      .detail = "as many requests are being received as the service takes; come "
                                "again in a moment",
                      .retry_after_s = 5});
}

bool Front::answer_head(const httplib::Request& request, httplib::Response& response,
                        Exchange& exchange) {
  exchange.client = client_of(request);
  note_trace(request, watcher_->traces(), exchange);
  set_common_headers(response, exchange);
  allow_origin(request, response);
  try {
    require_host(request);
    const Route& route = require_route(request, exchange);
    if (request.method == "OPTIONS") {
      answer_options(route, request, response);
      return true;
    }
    const bool is_get = request.method == "GET" || request.method == "HEAD";
    if (route.is_post ? request.method != "POST" : !is_get) {
      response.set_header("Allow", std::string{allowed(route)});
      throw ProblemError(wrong_method(route));
    }
    require_token(route, request, response);
    if (!route.is_post) {
      answer_get(route, request, response, exchange);
      return true;
    }
    rate_.count(exchange.client);
    require_body(request, config_.max_body_bytes);
    if (route.id == RouteId::kPredictions) {
      predictions_.check_head(request);
    } else {
      reference_.check_head(request);
    }
    exchange.place = take_place(exchange.client);
    return false;
  } catch (...) {
    give(current_problem(), response, exchange);
    return true;
  }
}

void Front::answer_body(const httplib::Request& request, httplib::Response& response,
                        const httplib::ContentReader& body, Exchange& exchange) {
  try {
    if (find_route(request.path)->id == RouteId::kPredictions) {
      predictions_.answer(request, response, body, exchange);
    } else {
      reference_.answer(response, body, exchange);
    }
  } catch (const ClientIsGone&) {
    exchange.problem_kind = "client_gone";
    exchange.body_is_read = false;
    response.status = 499;
  } catch (...) {
    give(current_problem(), response, exchange);
  }
  if (!exchange.body_is_read) {
    response.set_header("Connection", "close");
  }
}

void Front::answer_refused(const httplib::Request& request, httplib::Response& response,
                           Exchange& exchange) {
  set_common_headers(response, exchange);
  // The library knows ten methods, and takes others for no request at all.
  const Route* const route =
      is_other_method(request)
          ? find_route(std::string_view{request.target}.substr(0, request.target.find('?')))
          : nullptr;
  if (response.status == 400 && route != nullptr) {
    response.set_header("Allow", std::string{allowed(*route)});
    give(wrong_method(*route), response, exchange);
    return;
  }
  Problem problem{.status = response.status, .kind = "header_too_large", .detail = ""};
  switch (response.status) {
    case 408:
      problem.kind = "timeout";
      problem.detail = "the request came too slowly; send it again";
      break;
    case 414:
    case 431:
      problem.detail =
          "the request's head is larger than this service takes; send less in the address and the "
          "headers";
      break;
    default:
      problem = {.status = 400,
                 .kind = "bad_request",
                 .detail = "this is no HTTP request that can be understood"};
  }
  give(problem, response, exchange);
}

}  // namespace earmark::server
