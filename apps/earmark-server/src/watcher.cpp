#include "watcher.h"

#include <chrono>
#include <cstdint>
#include <utility>

#include "request_span.h"

namespace earmark::server {
namespace {

using telemetry::LogFields;
using telemetry::LogLevel;

LogLevel level_of(const Exchange& exchange) {
  if (exchange.problem_kind == "defect") {
    return LogLevel::kError;
  }
  return exchange.status >= 500 ? LogLevel::kWarning : LogLevel::kInfo;
}

std::string joined(const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts) {
    text += (text.empty() ? "" : ",") + part;
  }
  return text;
}

/// Text fields that say nothing are left out.
void add(LogFields& fields, const char* name, const std::string& text) {
  if (!text.empty()) {
    fields.emplace_back(name, text);
  }
}

void add_judged(LogFields& fields, const Exchange& exchange) {
  if (exchange.judged.empty()) {
    return;
  }
  double audio_s = 0;
  std::vector<std::string> genres;
  genres.reserve(exchange.judged.size());
  for (const auto& sound : exchange.judged) {
    audio_s += sound.audio_s;
    genres.push_back(sound.genre.empty() ? sound.kind : sound.genre);
  }
  fields.emplace_back("audio_s", audio_s);
  fields.emplace_back("waited_s", exchange.judged.front().waited_s);
  fields.emplace_back("genre", joined(genres));
}

}  // namespace

Watcher::Watcher(telemetry::EventLog& log, telemetry::Tracer& tracer, bool log_file_names)
    : log_{&log}, tracer_{&tracer}, log_file_names_{log_file_names}, metrics_{EARMARK_VERSION} {}

void Watcher::note(const Exchange& exchange) {
  const auto end = std::chrono::steady_clock::now();
  const std::chrono::duration<double> duration = end - exchange.begin;
  metrics_.count({.method = exchange.method,
                  .route = exchange.route,
                  .status = exchange.status,
                  .reason = exchange.problem_kind,
                  .duration_s = duration.count(),
                  .received_bytes = static_cast<double>(exchange.stream->n_read()),
                  .sent_bytes = static_cast<double>(exchange.stream->n_written())});
  for (const auto& sound : exchange.judged) {
    metrics_.count(sound);
  }
  telemetry::TraceIds trace{.trace_id = exchange.trace_id, .span_id = ""};
  if (exchange.is_traced && is_worth_a_trace(exchange.route)) {
    trace = tracer_->record(request_span(exchange, end));
  }
  const LogLevel level = level_of(exchange);
  if (!log_->writes(level)) {
    return;
  }
  LogFields fields{{"request_id", exchange.request_id}};
  add(fields, "trace_id", trace.trace_id);
  add(fields, "span_id", trace.span_id);
  add(fields, "client", exchange.client);
  add(fields, "method", exchange.method);
  add(fields, "route", exchange.route);
  fields.emplace_back("status", std::int64_t{exchange.status});
  add(fields, "problem", exchange.problem_kind);
  fields.emplace_back("duration_s", duration.count());
  fields.emplace_back("received_bytes", static_cast<std::int64_t>(exchange.stream->n_read()));
  fields.emplace_back("sent_bytes", static_cast<std::int64_t>(exchange.stream->n_written()));
  add_judged(fields, exchange);
  if (log_file_names_) {
    add(fields, "files", joined(exchange.file_names));
  }
  add(fields, "user_agent", exchange.user_agent);
  log_->write(level, "answered", fields);
}

std::string Watcher::metrics() { return metrics_.text(state_()); }

}  // namespace earmark::server
