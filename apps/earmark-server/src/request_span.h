#pragma once

#include <httplib.h>

#include <chrono>
#include <string_view>

#include "earmark/telemetry/tracer.h"
#include "exchange.h"

namespace earmark::server {

/// Notes what the request's head says of the client's trace.
/// @param is_traced  whether the service traces
void note_trace(const httplib::Request& request, bool is_traced, Exchange& exchange);

/// Whether requests of the route are worth a trace: probes and metrics, asked for all the time, are
/// not.
[[nodiscard]] bool is_worth_a_trace(std::string_view route);

/// What a trace tells of a request, by OpenTelemetry's conventions for HTTP servers. A query, which
/// may be private, is not told.
[[nodiscard]] telemetry::RequestSpan request_span(const Exchange& exchange,
                                                  std::chrono::steady_clock::time_point end);

}  // namespace earmark::server
