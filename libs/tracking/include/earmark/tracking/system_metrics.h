#pragma once

#include <cstdint>
#include <vector>

#include "earmark/tracking/run_data.h"

namespace earmark::tracking {

/// How busy the machine is, under MLflow's own names: "system/cpu_utilization_percentage",
/// "system/system_memory_usage_megabytes" and "…_percentage" of the whole machine, and
/// "system/process_memory_megabytes", the memory of this process and of the programs that it
/// started. Linux: from /proc; what cannot be read is left out. Not thread-safe.
class SystemMetrics {
 public:
  SystemMetrics();

  /// The processor's figure is that since the last call.
  [[nodiscard]] std::vector<Metric> sample(std::int64_t timestamp_ms, std::int64_t step);

 private:
  struct Ticks {
    std::uint64_t busy = 0;
    std::uint64_t all = 0;
  };
  [[nodiscard]] static Ticks ticks();

  Ticks last_;
};

}  // namespace earmark::tracking
