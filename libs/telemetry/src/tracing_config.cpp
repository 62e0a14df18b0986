#include "earmark/telemetry/tracing_config.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <optional>
#include <string_view>

#include "earmark/base/errors.h"

namespace earmark::telemetry {
namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

/// A variable that is set.
struct Variable {
  std::string name;
  std::string text;

  [[noreturn]] void refuse(const std::string& rule) const {
    throw DataError{"environment", name + ' ' + rule};
  }
};

using Environment = std::function<std::string(const char* name)>;

Variable variable(const Environment& environment, const char* name) {
  return {name, environment(name)};
}

/// What is set for traces alone goes over what is set for all that OTLP sends.
Variable otlp_variable(const Environment& environment, const std::string& what) {
  const std::string own = "OTEL_EXPORTER_OTLP_TRACES_" + what;
  if (std::string text = environment(own.c_str()); !text.empty()) {
    return {own, std::move(text)};
  }
  return variable(environment, ("OTEL_EXPORTER_OTLP_" + what).c_str());
}

std::string_view trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t");
  return begin == std::string_view::npos
             ? std::string_view{}
             : text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

/// W3C's baggage: values may hold bytes as "%2C".
std::optional<std::string> decoded(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      plain += text[i];
      continue;
    }
    unsigned byte = 0;
    const char* const begin = text.data() + i + 1;
    if (i + 2 >= text.size() || std::from_chars(begin, begin + 2, byte, 16).ptr != begin + 2) {
      return std::nullopt;
    }
    plain += static_cast<char>(byte);
    i += 2;
  }
  return plain;
}

/// "a=1,b=2" as pairs. Messages do not repeat values.
Pairs pairs_of(const Variable& variable) {
  Pairs pairs;
  std::string_view rest = variable.text;
  while (!rest.empty()) {
    const auto end = std::min(rest.find(','), rest.size());
    const std::string_view part = trimmed(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (part.empty()) {
      continue;
    }
    const auto equals = part.find('=');
    const std::string_view key = trimmed(part.substr(0, equals));
    const auto value =
        equals == std::string_view::npos ? std::nullopt : decoded(trimmed(part.substr(equals + 1)));
    if (key.empty() || !value || value->find_first_of("\r\n") != std::string::npos) {
      variable.refuse("must be NAME=VALUE pairs with commas between, such as a=1,b=2");
    }
    pairs.emplace_back(key, *value);
  }
  return pairs;
}

double number_of(const Variable& variable, double low, double high, const std::string& rule) {
  double number = 0;
  const char* const end = variable.text.data() + variable.text.size();
  const auto [at, error] = std::from_chars(variable.text.data(), end, number);
  if (error != std::errc{} || at != end || !(number >= low && number <= high)) {
    variable.refuse(rule);
  }
  return number;
}

bool is_address(std::string_view url) {
  const auto host = url.find("://");
  return (url.starts_with("http://") || url.starts_with("https://")) && url.size() > host + 3 &&
         url[host + 3] != '/' && url.find_first_of(" \t\r\n") == std::string_view::npos;
}

void set_url(const Environment& environment, TracingConfig& config) {
  Variable at = variable(environment, "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT");
  const bool is_whole = !at.text.empty();
  if (!is_whole) {
    at = variable(environment, "OTEL_EXPORTER_OTLP_ENDPOINT");
  }
  if (at.text.empty()) {
    return;
  }
  if (!is_address(at.text)) {
    at.refuse("must be an address that begins with http:// or https://");
  }
  config.is_on = true;
  config.url = at.text;
  if (!is_whole) {
    config.url += at.text.ends_with('/') ? "v1/traces" : "/v1/traces";
  }
}

TraceSampling sampling_of(const Environment& environment) {
  const Variable sampler = variable(environment, "OTEL_TRACES_SAMPLER");
  if (sampler.text.empty()) {
    return {};
  }
  constexpr std::string_view kParent = "parentbased_";
  TraceSampling sampling{.is_as_the_client = sampler.text.starts_with(kParent)};
  const std::string rest = sampler.text.substr(sampling.is_as_the_client ? kParent.size() : 0);
  if (rest == "always_off") {
    sampling.ratio = 0;
  } else if (rest == "traceidratio") {
    const Variable ratio = variable(environment, "OTEL_TRACES_SAMPLER_ARG");
    sampling.ratio =
        ratio.text.empty() ? 1 : number_of(ratio, 0, 1, "must be a number from 0 to 1");
  } else if (rest != "always_on") {
    sampler.refuse(
        "must be always_on, always_off or traceidratio, or one of them after parentbased_");
  }
  return sampling;
}

bool is_true(std::string text) {
  std::ranges::transform(text, text.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text == "true";
}

}  // namespace

TracingConfig tracing_config(const Environment& environment) {
  TracingConfig config;
  const Variable exporter = variable(environment, "OTEL_TRACES_EXPORTER");
  if (is_true(environment("OTEL_SDK_DISABLED")) || exporter.text == "none") {
    return config;
  }
  if (!exporter.text.empty() && exporter.text != "otlp") {
    exporter.refuse("must be otlp or none");
  }
  set_url(environment, config);
  config.is_on = config.is_on || exporter.text == "otlp";
  if (!config.is_on) {
    return config;
  }
  if (const Variable way = otlp_variable(environment, "PROTOCOL"); !way.text.empty()) {
    config.is_json = way.text == "http/json";
    if (!config.is_json && way.text != "http/protobuf") {
      way.refuse("must be http/protobuf or http/json");
    }
  }
  constexpr double kHourMs = 3600e3;
  if (const Variable timeout = otlp_variable(environment, "TIMEOUT"); !timeout.text.empty()) {
    config.timeout_s =
        number_of(timeout, 1, kHourMs, "must be milliseconds, from 1 to 3600000") / 1000;
  }
  config.headers = pairs_of(otlp_variable(environment, "HEADERS"));
  config.resource = pairs_of(variable(environment, "OTEL_RESOURCE_ATTRIBUTES"));
  const auto name = std::ranges::find(config.resource, "service.name", &Pairs::value_type::first);
  if (name != config.resource.end()) {
    config.service_name = name->second;
    config.resource.erase(name);
  }
  if (std::string own = environment("OTEL_SERVICE_NAME"); !own.empty()) {
    config.service_name = std::move(own);
  }
  config.sampling = sampling_of(environment);
  return config;
}

}  // namespace earmark::telemetry
