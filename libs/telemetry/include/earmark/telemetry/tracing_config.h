#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace earmark::telemetry {

/// Which requests are traced.
struct TraceSampling {
  double ratio = 1;              ///< of requests, in [0, 1]
  bool is_as_the_client = true;  ///< where the client has a trace, its own choice holds
};

/// Whether and where spans are sent, by OTLP over HTTP.
struct TracingConfig {
  bool is_on = false;
  std::string url = "http://localhost:4318/v1/traces";
  bool is_json = false;  ///< OTLP as JSON; else as protobuf
  double timeout_s = 1;  ///< of a sending; the end waits as long for one that runs
  std::vector<std::pair<std::string, std::string>> headers = {};  ///< of each request to the url
  std::string service_name = "earmark-server";
  std::vector<std::pair<std::string, std::string>> resource = {};  ///< more attributes of it
  TraceSampling sampling = {};
};

/// Reads OpenTelemetry's variables: OTEL_SDK_DISABLED, OTEL_TRACES_EXPORTER (otlp or none),
/// OTEL_EXPORTER_OTLP_ENDPOINT, _HEADERS, _TIMEOUT (milliseconds) and _PROTOCOL (http/protobuf or
/// http/json), each with TRACES_ after OTLP_ too, OTEL_SERVICE_NAME, OTEL_RESOURCE_ATTRIBUTES,
/// OTEL_TRACES_SAMPLER and OTEL_TRACES_SAMPLER_ARG. Other than OpenTelemetry says, nothing is
/// sent unless an endpoint or OTEL_TRACES_EXPORTER=otlp is set, and a sending may take 1 s, not 10.
///
/// @param environment  a variable's value by its name; "" where it is not set
/// @throws DataError   kind "environment": a value that cannot be; headers' values, which may be
///                     secrets, are not repeated
[[nodiscard]] TracingConfig tracing_config(
    const std::function<std::string(const char* name)>& environment);

}  // namespace earmark::telemetry
