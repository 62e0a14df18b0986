#include "drift_watch.h"

#include <algorithm>
#include <utility>

#include "earmark/check/drift.h"
#include "earmark/features/recipe.h"

namespace earmark::server {

DriftWatch::DriftWatch(inference::InputReference reference) : reference_{std::move(reference)} {
  static_assert(inference::InputReference::kMaxBins <= 256, "a bin's number is a byte");
  counts_.reserve(reference_.columns.size());
  for (const auto& column : reference_.columns) {
    counts_.emplace_back(column.shares.size());
  }
}

DriftWatch::Bins DriftWatch::bins_of(std::span<const float> row) const {
  Bins bins(reference_.columns.size());
  for (std::size_t c = 0; c < bins.size(); ++c) {
    const auto& limits = reference_.columns[c].limits;
    const auto at = std::ranges::lower_bound(limits, static_cast<double>(row[c]));
    bins[c] = static_cast<std::uint8_t>(at - limits.begin());
  }
  return bins;
}

void DriftWatch::add(std::span<const float> row) {
  if (row.empty()) {
    return;
  }
  Bins bins = bins_of(row);
  const std::lock_guard lock{mutex_};
  for (std::size_t c = 0; c < bins.size(); ++c) {
    ++counts_[c][bins[c]];
  }
  if (window_.size() < kWindow) {
    window_.push_back(std::move(bins));
    return;
  }
  std::swap(window_[oldest_], bins);
  oldest_ = (oldest_ + 1) % kWindow;
  for (std::size_t c = 0; c < bins.size(); ++c) {
    --counts_[c][bins[c]];
  }
}

telemetry::DriftFigures DriftWatch::figures() const {
  const std::lock_guard lock{mutex_};
  const auto n = static_cast<double>(window_.size());
  telemetry::DriftFigures figures{.n_sounds = n, .psi_by_chance = 0, .psi = {}};
  if (window_.size() < kLeast) {
    return figures;
  }
  std::size_t most_bins = 0;
  for (std::size_t c = 0; c < counts_.size(); ++c) {
    std::vector<double> shares;
    shares.reserve(counts_[c].size());
    for (const std::size_t count : counts_[c]) {
      shares.push_back(static_cast<double>(count) / n);
    }
    figures.psi.emplace_back(features::feature_columns()[c],
                             check::psi(reference_.columns[c].shares, shares));
    most_bins = std::max(most_bins, shares.size());
  }
  figures.psi_by_chance =
      check::psi_by_chance(most_bins, static_cast<double>(reference_.n_songs), n);
  return figures;
}

}  // namespace earmark::server
