#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <span>
#include <vector>

#include "earmark/inference/input_reference.h"
#include "earmark/telemetry/service_metrics.h"

namespace earmark::server {

/// Tells how much the sounds of late differ from those that a bundle's models learned from: the
/// population stability index of each column of the feature table (check::psi). Thread-safe.
class DriftWatch {
 public:
  static constexpr std::size_t kWindow = 1000;  ///< the last so many sounds count
  static constexpr std::size_t kLeast = 100;    ///< of fewer, chance alone makes much of it

  explicit DriftWatch(inference::InputReference reference);

  /// Counts a sound. @param row  Prediction::middle_row; an empty one is not counted
  void add(std::span<const float> row);

  /// Of the sounds in the window; no PSI while there are under kLeast.
  [[nodiscard]] telemetry::DriftFigures figures() const;

 private:
  using Bins = std::vector<std::uint8_t>;  ///< a sound's, [columns]

  [[nodiscard]] Bins bins_of(std::span<const float> row) const;

  inference::InputReference reference_;
  mutable std::mutex mutex_;
  std::vector<Bins> window_;  ///< a ring
  std::size_t oldest_ = 0;
  std::vector<std::vector<std::size_t>> counts_;  ///< [columns][bins]
};

}  // namespace earmark::server
