#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace earmark::telemetry {

/// A request that was answered.
struct RequestFigures {
  std::string method;
  std::string route;   ///< as in the contract; "" for none
  int status = 0;      ///< of HTTP
  std::string reason;  ///< the problem's kind where it was turned away; "" where it was answered
  double duration_s = 0;
  double received_bytes = 0;
  double sent_bytes = 0;
};

/// A sound that was judged.
struct PredictionFigures {
  std::string kind;       ///< "music", "not_music" or "silence"
  std::string genre;      ///< "" where it is not music
  double confidence = 0;  ///< of the genre
  bool unsure = false;
  double audio_s = 0;
  double waited_s = 0;  ///< for its turn
  /// Processor seconds by what they were spent on: "decode", a model's name.
  std::vector<std::pair<std::string, double>> stages;
};

/// How much the sounds of late differ from those that the models learned from.
struct DriftFigures {
  double n_sounds = 0;       ///< that are compared
  double psi_by_chance = 0;  ///< what PSI so many sounds would have without any drift, on average
  std::vector<std::pair<std::string, double>> psi =
      {};  ///< by feature; none while it cannot be told
};

/// How it stands at the moment.
struct ServiceState {
  double active_requests = 0;
  double open_connections = 0;
  double waiting_sounds = 0;
  double waiting_cpu_s = 0;  ///< work of those that wait
  std::string bundle_name = {};
  std::string bundle_version = {};
  double bundle_loaded_s = 0;  ///< since 1970
  DriftFigures drift = {};
};

/// What Prometheus is told of a service; docs/guides/metrics.md lists it. Thread-safe.
class ServiceMetrics {
 public:
  /// @param version  of the program
  explicit ServiceMetrics(const std::string& version);
  ~ServiceMetrics();
  ServiceMetrics(const ServiceMetrics&) = delete;
  ServiceMetrics& operator=(const ServiceMetrics&) = delete;

  void count(const RequestFigures& request);
  void count(const PredictionFigures& prediction);

  /// All metrics in Prometheus' text format (0.0.4), with the process's own figures.
  [[nodiscard]] std::string text(const ServiceState& state);

 private:
  struct Families;
  std::unique_ptr<Families> families_;
};

}  // namespace earmark::telemetry
