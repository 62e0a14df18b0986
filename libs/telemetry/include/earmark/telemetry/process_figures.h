#pragma once

#include <cstddef>

namespace earmark::telemetry {

/// What the system says of this process, from /proc. Zero where it says nothing.
struct ProcessFigures {
  double resident_bytes = 0;
  double peak_resident_bytes = 0;
  double virtual_bytes = 0;
  double cpu_s = 0;    ///< of all threads, user and system
  double start_s = 0;  ///< since 1970
  double n_threads = 0;
  double n_open_files = 0;
  double max_open_files = 0;

  /// Thread-safe.
  [[nodiscard]] static ProcessFigures now();
};

}  // namespace earmark::telemetry
