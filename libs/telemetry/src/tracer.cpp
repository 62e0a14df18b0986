#include "earmark/telemetry/tracer.h"

#include <opentelemetry/exporters/otlp/otlp_http_exporter_factory.h>
#include <opentelemetry/exporters/otlp/otlp_http_exporter_options.h>
#include <opentelemetry/sdk/resource/resource.h>
#include <opentelemetry/sdk/trace/batch_span_processor_factory.h>
#include <opentelemetry/sdk/trace/batch_span_processor_options.h>
#include <opentelemetry/sdk/trace/samplers/parent.h>
#include <opentelemetry/sdk/trace/samplers/trace_id_ratio.h>
#include <opentelemetry/sdk/trace/tracer_provider.h>
#include <opentelemetry/sdk/trace/tracer_provider_factory.h>
#include <opentelemetry/trace/propagation/http_trace_context.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <utility>

#include "warning_exporter.h"

namespace earmark::telemetry {
namespace {

namespace api = opentelemetry::trace;
namespace nostd = opentelemetry::nostd;
namespace otlp = opentelemetry::exporter::otlp;
namespace sdk = opentelemetry::sdk;

using Clock = std::chrono::steady_clock;

constexpr std::size_t kMaxText = 1024;
constexpr auto kPatienceAtEnd = std::chrono::seconds{1};
constexpr auto kBetweenSends = std::chrono::seconds{1};

/// The headers that a client may have sent.
class Carrier final : public opentelemetry::context::propagation::TextMapCarrier {
 public:
  explicit Carrier(const RequestSpan& request) : request_{&request} {}

  nostd::string_view Get(nostd::string_view key) const noexcept override {
    return key == api::propagation::kTraceParent ? request_->traceparent : request_->tracestate;
  }
  void Set(nostd::string_view /*key*/, nostd::string_view /*value*/) noexcept override {}

 private:
  const RequestSpan* request_;
};

/// Text that protobuf takes, which refuses to be read where text is not UTF-8.
std::string clean(std::string_view text) {
  text = text.substr(0, kMaxText);
  const auto is_ascii = [](char c) { return static_cast<unsigned char>(c) < 128; };
  if (std::ranges::all_of(text, is_ascii)) {
    return std::string{text};
  }
  using nlohmann::json;
  return json::parse(json(text).dump(-1, ' ', false, json::error_handler_t::replace))
      .get<std::string>();
}

struct SetAttribute {
  api::Span* span;
  const std::string* name;

  void operator()(const std::string& text) const { span->SetAttribute(*name, clean(text)); }
  template <typename Number>
  void operator()(Number number) const {
    span->SetAttribute(*name, number);
  }
};

void set_attributes(api::Span& span, const LogFields& attributes) {
  for (const auto& [name, value] : attributes) {
    std::visit(SetAttribute{&span, &name}, value);
  }
}

/// Tells the time of day of a moment by the other clock.
class TimeOfDay {
 public:
  [[nodiscard]] std::chrono::system_clock::time_point of(Clock::time_point moment) const {
    return system_ -
           std::chrono::duration_cast<std::chrono::system_clock::duration>(steady_ - moment);
  }

 private:
  std::chrono::system_clock::time_point system_ = std::chrono::system_clock::now();
  Clock::time_point steady_ = Clock::now();
};

api::StartSpanOptions options_of(Clock::time_point begin, const TimeOfDay& time) {
  api::StartSpanOptions options;
  options.start_steady_time = opentelemetry::common::SteadyTimestamp{begin};
  options.start_system_time = opentelemetry::common::SystemTimestamp{time.of(begin)};
  return options;
}

void end(api::Span& span, Clock::time_point moment) {
  api::EndSpanOptions options;
  options.end_steady_time = opentelemetry::common::SteadyTimestamp{moment};
  span.End(options);
}

void record_parts(api::Tracer& tracer, const std::vector<StageSpan>& parts,
                  const api::SpanContext& parent, const TimeOfDay& time) {
  for (const StageSpan& part : parts) {
    api::StartSpanOptions options = options_of(part.begin, time);
    options.parent = parent;
    const auto span = tracer.StartSpan(part.name, {}, options);
    set_attributes(*span, part.attributes);
    record_parts(tracer, part.parts, span->GetContext(), time);
    end(*span, part.end);
  }
}

otlp::OtlpHttpExporterOptions exporter_options(const TracingConfig& config) {
  otlp::OtlpHttpExporterOptions options;
  options.url = config.url;
  options.content_type =
      config.is_json ? otlp::HttpRequestContentType::kJson : otlp::HttpRequestContentType::kBinary;
  options.use_json_name = true;
  options.timeout = std::chrono::duration_cast<std::chrono::system_clock::duration>(
      std::chrono::duration<double>{config.timeout_s});
  options.http_headers = {config.headers.begin(), config.headers.end()};
  return options;
}

sdk::resource::Resource resource_of(const TracingConfig& config, const std::string& version) {
  sdk::resource::ResourceAttributes attributes;
  for (const auto& [name, value] : config.resource) {
    attributes.SetAttribute(name, clean(value));
  }
  attributes.SetAttribute("service.name", clean(config.service_name));
  attributes.SetAttribute("service.version", version);
  return sdk::resource::Resource::Create(attributes);
}

std::unique_ptr<sdk::trace::Sampler> sampler_of(const TraceSampling& sampling) {
  auto by_ratio = std::make_unique<sdk::trace::TraceIdRatioBasedSampler>(sampling.ratio);
  if (!sampling.is_as_the_client) {
    return by_ratio;
  }
  return std::make_unique<sdk::trace::ParentBasedSampler>(std::move(by_ratio));
}

/// The address without what may be secret in it.
std::string shown(const std::string& url) {
  const auto host = url.find("://") + 3;
  const auto path = std::min(url.find('/', host), url.size());
  const auto at = url.rfind('@', path);
  const auto begin = at == std::string::npos || at < host ? host : at + 1;
  return url.substr(0, host) + url.substr(begin, path - begin);
}

template <typename Id>
std::string hex(const Id& id) {
  std::array<char, std::size_t{2} * Id::kSize> digits{};
  id.ToLowerBase16(digits);
  return {digits.begin(), digits.end()};
}

}  // namespace

struct Tracer::State {
  std::shared_ptr<sdk::trace::SpanExporter> exporter;
  std::unique_ptr<sdk::trace::TracerProvider> provider;
  nostd::shared_ptr<api::Tracer> tracer;
};

Tracer::Tracer() = default;

Tracer::Tracer(const TracingConfig& config, const std::string& version,
               std::function<void(std::string_view)> warn) {
  if (!config.is_on) {
    return;
  }
  state_ = std::make_unique<State>();
  state_->exporter = otlp::OtlpHttpExporterFactory::Create(exporter_options(config));
  sdk::trace::BatchSpanProcessorOptions batches;
  batches.schedule_delay_millis = kBetweenSends;
  state_->provider = sdk::trace::TracerProviderFactory::Create(
      sdk::trace::BatchSpanProcessorFactory::Create(
          std::make_unique<WarningExporter>(
              state_->exporter,
              "traces cannot be sent to " + shown(config.url) + " and are lost until it takes them",
              std::move(warn)),
          batches),
      resource_of(config, version), sampler_of(config.sampling));
  state_->tracer = state_->provider->GetTracer("earmark", version);
}

Tracer::~Tracer() {
  if (state_ != nullptr) {
    (void)state_->provider->ForceFlush(kPatienceAtEnd);
    // What is being sent is given up, and what the provider would still send fails at once.
    (void)state_->exporter->Shutdown(std::chrono::microseconds{1});
  }
}

TraceIds Tracer::record(const RequestSpan& request) {
  if (state_ == nullptr) {
    return {};
  }
  const TimeOfDay time;
  opentelemetry::context::Context context;
  api::StartSpanOptions options = options_of(request.begin, time);
  options.kind = api::SpanKind::kServer;
  options.parent = api::propagation::HttpTraceContext{}.Extract(Carrier{request}, context);
  const auto span = state_->tracer->StartSpan(request.name, {}, options);
  const api::SpanContext own = span->GetContext();
  if (span->IsRecording()) {
    set_attributes(*span, request.attributes);
    record_parts(*state_->tracer, request.stages, own, time);
    if (request.has_failed) {
      span->SetStatus(api::StatusCode::kError);
    }
    end(*span, request.end);
  }
  return {hex(own.trace_id()), hex(own.span_id())};
}

}  // namespace earmark::telemetry
