#include "request_span.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <string>
#include <utility>

namespace earmark::server {
namespace {

using telemetry::LogFields;

constexpr std::array<std::string_view, 9> kMethods{"GET",     "HEAD",    "POST",  "PUT",  "DELETE",
                                                   "CONNECT", "OPTIONS", "TRACE", "PATCH"};
constexpr std::array<std::string_view, 3> kProbes{"/healthz", "/readyz", "/metrics"};

void add(LogFields& attributes, const char* name, std::string_view text) {
  if (!text.empty()) {
    attributes.emplace_back(name, std::string{text});
  }
}

/// "host:8000" or "[::1]:8000", as the client wrote it.
void add_server(LogFields& attributes, std::string_view host) {
  const auto colon = host.rfind(':');
  const auto bracket = host.rfind(']');
  const bool has_port =
      colon != std::string_view::npos && (bracket == std::string_view::npos || bracket < colon);
  add(attributes, "server.address", host.substr(0, has_port ? colon : host.size()));
  std::int64_t port = 0;
  const char* const end = host.data() + host.size();
  if (has_port && std::from_chars(host.data() + colon + 1, end, port).ptr == end && port > 0) {
    attributes.emplace_back("server.port", port);
  }
}

/// The trace that W3C's traceparent names; "" where it names none.
std::string trace_id_of(const std::string& parent) {
  constexpr std::size_t kIdAt = 3;
  constexpr std::size_t kIdSize = 32;
  const std::string id = parent.size() == 55 ? parent.substr(kIdAt, kIdSize) : "";
  const bool is_hex = id.find_first_not_of("0123456789abcdef") == std::string::npos;
  return is_hex && id.find_first_not_of('0') != std::string::npos ? id : "";
}

}  // namespace

void note_trace(const httplib::Request& request, bool is_traced, Exchange& exchange) {
  std::string parent = request.get_header_value("traceparent");
  exchange.trace_id = trace_id_of(parent);
  exchange.is_traced = is_traced;
  if (is_traced) {
    exchange.traceparent = std::move(parent);
    exchange.tracestate = request.get_header_value("tracestate");
    exchange.host = request.get_header_value("Host");
  }
}

bool is_worth_a_trace(std::string_view route) {
  return std::ranges::find(kProbes, route) == kProbes.end();
}

telemetry::RequestSpan request_span(const Exchange& exchange,
                                    std::chrono::steady_clock::time_point end) {
  const bool is_known = std::ranges::find(kMethods, exchange.method) != kMethods.end();
  std::string name = is_known ? exchange.method : "HTTP";
  if (!exchange.route.empty()) {
    name += ' ' + exchange.route;
  }
  LogFields attributes{{"http.request.method", is_known ? exchange.method : "_OTHER"},
                       {"http.response.status_code", std::int64_t{exchange.status}},
                       {"url.scheme", std::string{"http"}},
                       {"earmark.request_id", exchange.request_id}};
  add(attributes, "url.path", exchange.path);
  add(attributes, "http.route", exchange.route);
  add(attributes, "client.address", exchange.client);
  add(attributes, "user_agent.original", exchange.user_agent);
  add(attributes, "error.type", exchange.problem_kind);
  add_server(attributes, exchange.host);
  return {.name = name,
          .traceparent = exchange.traceparent,
          .tracestate = exchange.tracestate,
          .begin = exchange.begin,
          .end = end,
          .has_failed = exchange.status >= 500,
          .attributes = std::move(attributes),
          .stages = exchange.stages};
}

}  // namespace earmark::server
