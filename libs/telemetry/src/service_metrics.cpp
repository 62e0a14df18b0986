#include "earmark/telemetry/service_metrics.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <algorithm>
#include <array>
#include <map>
#include <mutex>
#include <set>
#include <string_view>

#include "earmark/telemetry/process_figures.h"

namespace earmark::telemetry {
namespace {

using Buckets = prometheus::Histogram::BucketBoundaries;
using prometheus::BuildCounter;
using prometheus::BuildGauge;
using prometheus::BuildHistogram;

/// OpenTelemetry's, for http.server.request.duration.
const Buckets kRequestBuckets{0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25,
                              0.5,   0.75, 1,     2.5,  5,     7.5, 10};
const Buckets kWaitBuckets{0.001, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30};
const Buckets kStageBuckets{0.0001, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 10};
const Buckets kConfidenceBuckets{0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1};

/// Values that clients choose would make as many series as they like.
std::string known_method(const std::string& method) {
  static constexpr std::array<std::string_view, 7> kKnown{"GET",    "HEAD",    "POST", "PUT",
                                                          "DELETE", "OPTIONS", "PATCH"};
  return std::ranges::find(kKnown, method) == kKnown.end() ? "_OTHER" : method;
}

}  // namespace

struct ServiceMetrics::Families {
  prometheus::Registry registry;

  prometheus::Gauge& gauge(const char* name, const char* help,
                           const prometheus::Labels& labels = {}) {
    return BuildGauge().Name(name).Help(help).Register(registry).Add(labels);
  }
  prometheus::Counter& counter(const char* name, const char* help) {
    return BuildCounter().Name(name).Help(help).Register(registry).Add({});
  }

  prometheus::Family<prometheus::Histogram>& requests =
      BuildHistogram()
          .Name("http_server_request_duration_seconds")
          .Help("From a request's first byte to its answer's last.")
          .Register(registry);
  prometheus::Family<prometheus::Counter>& rejected =
      BuildCounter()
          .Name("earmark_rejected_requests_total")
          .Help("Requests that were answered by a problem, by its kind.")
          .Register(registry);
  prometheus::Counter& received =
      counter("earmark_received_bytes_total", "Bytes of requests, heads and bodies.");
  prometheus::Counter& sent = counter("earmark_sent_bytes_total", "Bytes of answers.");

  prometheus::Family<prometheus::Counter>& kinds =
      BuildCounter()
          .Name("earmark_judged_sounds_total")
          .Help("Sounds that were judged, by kind: music, not_music or silence.")
          .Register(registry);
  prometheus::Family<prometheus::Counter>& genres = BuildCounter()
                                                        .Name("earmark_predictions_total")
                                                        .Help("Sounds that were named, by genre.")
                                                        .Register(registry);
  prometheus::Counter& unsure = counter("earmark_unsure_predictions_total",
                                        "Sounds that were named below the bundle's threshold.");
  prometheus::Histogram& confidence = BuildHistogram()
                                          .Name("earmark_prediction_confidence")
                                          .Help("Calibrated probability of the genre named.")
                                          .Register(registry)
                                          .Add({}, kConfidenceBuckets);
  prometheus::Counter& audio =
      counter("earmark_audio_seconds_total", "Length of the sounds that were judged.");
  prometheus::Histogram& waits = BuildHistogram()
                                     .Name("earmark_queue_wait_seconds")
                                     .Help("How long a sound waited for a processor.")
                                     .Register(registry)
                                     .Add({}, kWaitBuckets);
  prometheus::Family<prometheus::Histogram>& stages =
      BuildHistogram()
          .Name("earmark_stage_duration_seconds")
          .Help("Processor time of a sound, by what it was spent on.")
          .Register(registry);

  prometheus::Gauge& active =
      gauge("http_server_active_requests", "Requests that are being read or answered.");
  prometheus::Gauge& connections =
      gauge("earmark_open_connections", "Connections, silent ones too.");
  prometheus::Gauge& waiting = gauge("earmark_queue_sounds", "Sounds that wait for a processor.");
  prometheus::Gauge& waiting_s =
      gauge("earmark_queue_cpu_seconds", "Processor time that the sounds will take that wait.");
  prometheus::Family<prometheus::Gauge>& bundle = BuildGauge()
                                                      .Name("earmark_bundle_info")
                                                      .Help("The bundle of models that answers: 1.")
                                                      .Register(registry);
  prometheus::Gauge& bundle_loaded =
      gauge("earmark_bundle_load_timestamp_seconds", "When the bundle was read.");

  prometheus::Gauge& drift_sounds =
      gauge("earmark_input_drift_sounds", "Sounds of late that the drift is of.");
  prometheus::Gauge& drift_by_chance =
      gauge("earmark_input_drift_psi_by_chance", "The drift that chance alone makes on average.");
  prometheus::Family<prometheus::Gauge>& drift =
      BuildGauge()
          .Name("earmark_input_drift_psi")
          .Help("Population stability index of a feature against the songs learned from.")
          .Register(registry);

  prometheus::Gauge& resident =
      gauge("process_resident_memory_bytes", "Memory that the process has.");
  prometheus::Gauge& peak_resident =
      gauge("process_peak_resident_memory_bytes", "The most memory that the process had.");
  prometheus::Gauge& virtual_memory =
      gauge("process_virtual_memory_bytes", "Addresses that the process uses.");
  prometheus::Counter& cpu =
      counter("process_cpu_seconds_total", "Processor time of the process, user and system.");
  prometheus::Gauge& open_files = gauge("process_open_fds", "Open files and connections.");
  prometheus::Gauge& max_files = gauge("process_max_fds", "The most of them that it may have.");
  prometheus::Gauge& threads = gauge("process_threads", "Threads of the process.");
  prometheus::Gauge& start =
      gauge("process_start_time_seconds", "When the process began, since 1970.");

  std::mutex text_mutex;  ///< what is set just before it is shown
  prometheus::Gauge* shown_bundle = nullptr;
  std::pair<std::string, std::string> shown_name;
  std::map<std::string, prometheus::Gauge*> shown_drift;  ///< by feature

  void set(const ServiceState& state) {
    active.Set(state.active_requests);
    connections.Set(state.open_connections);
    waiting.Set(state.waiting_sounds);
    waiting_s.Set(state.waiting_cpu_s);
    bundle_loaded.Set(state.bundle_loaded_s);
    const std::pair name{state.bundle_name, state.bundle_version};
    if (name != shown_name) {
      if (shown_bundle != nullptr) {
        bundle.Remove(shown_bundle);
      }
      shown_bundle = &bundle.Add({{"name", name.first}, {"version", name.second}});
      shown_bundle->Set(1);
      shown_name = name;
    }
  }

  void set(const DriftFigures& figures) {
    drift_sounds.Set(figures.n_sounds);
    drift_by_chance.Set(figures.psi_by_chance);
    if (figures.psi.empty()) {
      for (const auto& [feature, shown] : shown_drift) {
        drift.Remove(shown);
      }
      shown_drift.clear();
    }
    for (const auto& [feature, psi] : figures.psi) {
      auto& shown = shown_drift[feature];
      if (shown == nullptr) {
        shown = &drift.Add({{"feature", feature}});
      }
      shown->Set(psi);
    }
  }

  void set(const ProcessFigures& figures) {
    resident.Set(figures.resident_bytes);
    peak_resident.Set(figures.peak_resident_bytes);
    virtual_memory.Set(figures.virtual_bytes);
    cpu.Increment(std::max(0.0, figures.cpu_s - cpu.Value()));
    open_files.Set(figures.n_open_files);
    max_files.Set(figures.max_open_files);
    threads.Set(figures.n_threads);
    start.Set(figures.start_s);
  }
};

ServiceMetrics::ServiceMetrics(const std::string& version)
    : families_{std::make_unique<Families>()} {
  families_->gauge("earmark_build_info", "The program that runs: 1.", {{"version", version}})
      .Set(1);
}

ServiceMetrics::~ServiceMetrics() = default;

void ServiceMetrics::count(const RequestFigures& request) {
  families_->requests
      .Add({{"http_request_method", known_method(request.method)},
            {"http_route", request.route},
            {"http_response_status_code", std::to_string(request.status)}},
           kRequestBuckets)
      .Observe(request.duration_s);
  if (!request.reason.empty()) {
    families_->rejected.Add({{"reason", request.reason}}).Increment();
  }
  families_->received.Increment(request.received_bytes);
  families_->sent.Increment(request.sent_bytes);
}

void ServiceMetrics::count(const PredictionFigures& prediction) {
  families_->kinds.Add({{"kind", prediction.kind}}).Increment();
  if (!prediction.genre.empty()) {
    families_->genres.Add({{"genre", prediction.genre}}).Increment();
    families_->confidence.Observe(prediction.confidence);
  }
  if (prediction.unsure) {
    families_->unsure.Increment();
  }
  families_->audio.Increment(prediction.audio_s);
  families_->waits.Observe(prediction.waited_s);
  for (const auto& [stage, seconds] : prediction.stages) {
    families_->stages.Add({{"stage", stage}}, kStageBuckets).Observe(seconds);
  }
}

std::string ServiceMetrics::text(const ServiceState& state) {
  const std::lock_guard lock{families_->text_mutex};
  families_->set(state);
  families_->set(state.drift);
  families_->set(ProcessFigures::now());
  return prometheus::TextSerializer{}.Serialize(families_->registry.Collect());
}

}  // namespace earmark::telemetry
