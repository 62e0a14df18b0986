#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "earmark/telemetry/event_log.h"
#include "earmark/telemetry/tracing_config.h"

namespace earmark::telemetry {

/// A part of the work on a request: a span below the request's own, or below the part that it is a
/// part of.
struct StageSpan {
  std::string name;
  std::chrono::steady_clock::time_point begin;
  std::chrono::steady_clock::time_point end;
  LogFields attributes = {};
  std::vector<StageSpan> parts = {};
};

/// A request that was answered: a span of the kind "server".
struct RequestSpan {
  std::string name;         ///< such as "POST /v1/predictions"
  std::string traceparent;  ///< W3C's headers, as the client sent them; what is wrong is ignored
  std::string tracestate;
  std::chrono::steady_clock::time_point begin;
  std::chrono::steady_clock::time_point end;
  bool has_failed = false;    ///< by the service's fault
  LogFields attributes = {};  ///< by OpenTelemetry's conventions for HTTP servers
  std::vector<StageSpan> stages = {};
};

/// Hexadecimal, 32 and 16 digits; "" where nothing is traced.
struct TraceIds {
  std::string trace_id;
  std::string span_id;
};

/// Sends spans to a collector. Spans wait in a bounded queue for a thread of its own; where the
/// collector is away or too slow, they are dropped, and nobody waits for it. Thread-safe.
///
/// Only one may be on at a time: OpenTelemetry's messages of a process go to one place.
class Tracer {
 public:
  /// Traces nothing: record() returns at once.
  Tracer();
  /// @param version  of the service
  /// @param warn     called by the thread that sends, once each time the collector goes away
  Tracer(const TracingConfig& config, const std::string& version,
         std::function<void(std::string_view message)> warn);
  /// Sends what waits, for a second and TracingConfig::timeout_s at most.
  ~Tracer();
  Tracer(const Tracer&) = delete;
  Tracer& operator=(const Tracer&) = delete;

  /// Whether record() does anything.
  [[nodiscard]] bool is_on() const { return state_ != nullptr; }

  /// Texts of attributes are cut after 1024 bytes; what is not UTF-8 is shown with U+FFFD.
  TraceIds record(const RequestSpan& request);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace earmark::telemetry
