#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "earmark/telemetry/event_log.h"
#include "earmark/telemetry/service_metrics.h"
#include "earmark/telemetry/tracer.h"
#include "exchange.h"

namespace earmark::server {

/// Tells operators what happens: a line of the log and figures for each request. Thread-safe.
class Watcher {
 public:
  /// @param log, tracer     must outlive this
  /// @param log_file_names  whether logs tell what clients call their files
  Watcher(telemetry::EventLog& log, telemetry::Tracer& tracer, bool log_file_names);

  /// Who knows how it stands; to be set before metrics() is called.
  void set_state_of(std::function<telemetry::ServiceState()> state) { state_ = std::move(state); }

  [[nodiscard]] bool traces() const { return tracer_->is_on(); }

  void note(const Exchange& exchange);

  /// All figures in Prometheus' text format.
  [[nodiscard]] std::string metrics();

 private:
  telemetry::EventLog* log_;
  telemetry::Tracer* tracer_;
  bool log_file_names_;
  telemetry::ServiceMetrics metrics_;
  std::function<telemetry::ServiceState()> state_;
};

}  // namespace earmark::server
