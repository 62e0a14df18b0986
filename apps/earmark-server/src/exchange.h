#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "connection_stream.h"
#include "earmark/telemetry/service_metrics.h"
#include "earmark/telemetry/tracer.h"

namespace earmark::server {

/// One request and its answer, while it is worked on and for those who watch. Used by one thread.
struct Exchange {
  ConnectionStream* stream = nullptr;
  std::string request_id;
  std::string client;  ///< its address, behind a trusted proxy too
  std::string route;   ///< as in the contract, such as "/v1/predictions"; "" for none
  std::string method;
  std::string path;
  std::string user_agent;
  std::chrono::steady_clock::time_point begin = std::chrono::steady_clock::now();
  int status = 0;
  std::string problem_kind;  ///< of the answer; "" where all is well
  std::string trace_id;      ///< of the client's trace (W3C traceparent); "" for none
  bool is_traced = false;    ///< where not, what follows stays empty
  std::string traceparent;   ///< W3C's headers, as they were sent
  std::string tracestate;
  std::string host;  ///< as the client calls the service
  std::vector<telemetry::StageSpan> stages = {};
  std::vector<telemetry::PredictionFigures> judged = {};  ///< sounds, in their order
  std::vector<std::string> file_names = {};               ///< as the client calls them
  bool takes_gzip = false;                                ///< whether the client unpacks it
  std::shared_ptr<void> place = {};  ///< among the requests with bodies that are served at a time
  bool body_is_read = true;  ///< whether the next request begins where this one's answer ends
};

}  // namespace earmark::server
